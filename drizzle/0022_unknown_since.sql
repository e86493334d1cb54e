ALTER TABLE "payments" ADD COLUMN "unknown_since" timestamp (3) with time zone;--> statement-breakpoint
-- When each became so was not kept: no earlier than its last change.
UPDATE "payments" SET "unknown_since" = "updated_at" WHERE "state" = 'unknown';
