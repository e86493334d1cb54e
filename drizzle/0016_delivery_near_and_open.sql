ALTER TABLE "delivery_options" ADD COLUMN "days" integer[] DEFAULT '{1,2,3,4,5,6,7}' NOT NULL;--> statement-breakpoint
ALTER TABLE "delivery_options" ADD COLUMN "opens" integer DEFAULT 8 NOT NULL;--> statement-breakpoint
ALTER TABLE "delivery_options" ADD COLUMN "closes" integer DEFAULT 20 NOT NULL;--> statement-breakpoint
ALTER TABLE "delivery_zones" ADD COLUMN "cities" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "delivery_zones" ADD COLUMN "also_wider" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "delivery_options" ADD CONSTRAINT "delivery_options_works" CHECK (cardinality("delivery_options"."days") > 0 and "delivery_options"."opens" < "delivery_options"."closes");