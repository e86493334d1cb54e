ALTER TABLE "sessions" ADD COLUMN "signed_out_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "sessions_signed_out" ON "sessions" USING btree ("launch") WHERE "sessions"."signed_out_at" is not null;--> statement-breakpoint
CREATE INDEX "sessions_ended" ON "sessions" USING btree ("user_id") WHERE "sessions"."revoked_at" is not null and "sessions"."signed_out_at" is null;