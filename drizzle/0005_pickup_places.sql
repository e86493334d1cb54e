ALTER TABLE "orders" ADD COLUMN "delivery_place" jsonb;--> statement-breakpoint
ALTER TABLE "delivery_options" ADD COLUMN "place" jsonb;