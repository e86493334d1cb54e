CREATE TABLE "address_counters" (
	"chain" text PRIMARY KEY NOT NULL,
	"next" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "fx" jsonb;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "payer" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "payer_key" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "address_chain" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "address_index" integer;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_address" ON "payments" USING btree ("address_chain","address_index");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_one_push" ON "payments" USING btree ("payer_key") WHERE "payments"."payer_key" is not null and "payments"."state" in ('starting', 'requires_action');