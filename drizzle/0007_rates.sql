CREATE TABLE "fx_tables" (
	"id" uuid PRIMARY KEY NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL,
	"good_until" timestamp (3) with time zone NOT NULL,
	"sources" jsonb NOT NULL,
	"rates" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "surface" text DEFAULT 'mini_app' NOT NULL;--> statement-breakpoint
CREATE INDEX "fx_tables_good" ON "fx_tables" USING btree ("good_until");