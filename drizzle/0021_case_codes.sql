ALTER TABLE "payment_cases" ALTER COLUMN "detail" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "payment_cases" ADD COLUMN "code" text;--> statement-breakpoint
ALTER TABLE "payment_cases" ADD COLUMN "facts" jsonb;--> statement-breakpoint
ALTER TABLE "payment_cases" ADD COLUMN "outcome" text;