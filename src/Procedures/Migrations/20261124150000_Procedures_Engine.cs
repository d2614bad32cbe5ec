using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Procedures.Migrations;

/// <summary>From one hard-wired service to an engine. Cases of before keep standing: they have the first version of their model, and no answers but those of their documents.</summary>
[DbContext(typeof(AppDb)), Migration("20261124150000_Procedures_Engine")]
internal sealed class ProceduresEngine : Migration
{
    private const string Cases = "procedures_cases";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<int>("model_version", Cases, nullable: false, defaultValue: 1);
        migrationBuilder.AddColumn<string>("deviations", Cases, nullable: false, defaultValue: "");
        migrationBuilder.AddColumn<string>("company_name", Cases, maxLength: 200, nullable: true);
        migrationBuilder.AddColumn<string>("company_vat_number", Cases, maxLength: 11, nullable: true);
        migrationBuilder.AddColumn<string>("answers", Cases, nullable: false, defaultValue: "{}");
        migrationBuilder.AddColumn<bool>("is_open", Cases, nullable: false, defaultValue: false);
        migrationBuilder.AddColumn<DateOnly>("opened_on", Cases, nullable: false, defaultValue: new DateOnly(2026, 1, 1));
        migrationBuilder.AddColumn<Guid>("office_id", Cases, nullable: true);
        migrationBuilder.AddColumn<string>("office_name", Cases, maxLength: 200, nullable: false, defaultValue: "Ufficio anagrafe");
        migrationBuilder.AddColumn<Guid>("officer_id", Cases, nullable: true);
        migrationBuilder.AddColumn<string>("officer_name", Cases, maxLength: 200, nullable: true);
        migrationBuilder.AddColumn<string>("step", Cases, maxLength: 80, nullable: false, defaultValue: "");
        migrationBuilder.AddColumn<string>("term_name", Cases, maxLength: 80, nullable: true);
        migrationBuilder.AddColumn<DateOnly>("silent_on", Cases, nullable: true);
        migrationBuilder.AddColumn<DateOnly>("decided_on", Cases, nullable: true);
        migrationBuilder.AddColumn<string>("decision_number", Cases, maxLength: 20, nullable: true);
        migrationBuilder.AddColumn<DateOnly>("valid_until", Cases, nullable: true);
        migrationBuilder.AddColumn<string>("sample", Cases, maxLength: 40, nullable: false, defaultValue: "None");
        migrationBuilder.Sql($"UPDATE {Cases} SET is_open = (state = 'Submitted'), opened_on = due_on, decided_on = CASE WHEN completed_at IS NULL THEN NULL ELSE due_on END");
        Index(migrationBuilder, Cases, "protocol_number");
        Index(migrationBuilder, Cases, "is_open", "due_on", "opened_at");
        Index(migrationBuilder, Cases, "office_id", "is_open", "due_on", "opened_at");
        Index(migrationBuilder, Cases, "officer_id", "is_open", "due_on", "opened_at");
        Index(migrationBuilder, Cases, "service_slug", "decided_on");
        Index(migrationBuilder, Cases, "silent_on");
        Index(migrationBuilder, Cases, "sample");
        migrationBuilder.AddColumn<int>("model_version", "procedures_drafts", nullable: false, defaultValue: 1);

        migrationBuilder.CreateTable("procedures_case_events",
            t => new
            {
                id = t.Column<Guid>(),
                case_id = t.Column<Guid>(),
                at = t.Column<DateTime>(),
                counted_on = t.Column<DateOnly>(),
                kind = t.Column<string>(maxLength: 40),
                actor = t.Column<string>(maxLength: 200),
                office = t.Column<string>(maxLength: 200, nullable: true),
                for_applicant = t.Column<bool>(),
                text_it = t.Column<string>(maxLength: 600),
                text_en = t.Column<string>(maxLength: 600),
                detail = t.Column<string>(nullable: true),
                clock = t.Column<string>(maxLength: 40, nullable: true),
                clock_days = t.Column<int>(),
            },
            constraints: t => { t.PrimaryKey("pk_procedures_case_events", x => x.id); t.ForeignKey("fk_procedures_case_events_case", x => x.case_id, Cases, "id", onDelete: ReferentialAction.Restrict); });
        Index(migrationBuilder, "procedures_case_events", "case_id");
        migrationBuilder.CreateTable("procedures_supplement_items",
            t => new
            {
                id = t.Column<Guid>(),
                case_id = t.Column<Guid>(),
                request_id = t.Column<Guid>(),
                position = t.Column<int>(),
                label = t.Column<string>(maxLength: 500),
                is_file = t.Column<bool>(),
                answer = t.Column<string>(nullable: true),
                document_id = t.Column<Guid>(nullable: true),
                answered_at = t.Column<DateTime>(nullable: true),
            },
            constraints: t => { t.PrimaryKey("pk_procedures_supplement_items", x => x.id); t.ForeignKey("fk_procedures_supplement_items_case", x => x.case_id, Cases, "id", onDelete: ReferentialAction.Restrict); });
        Index(migrationBuilder, "procedures_supplement_items", "case_id");
        migrationBuilder.CreateTable("procedures_opinions",
            t => new
            {
                id = t.Column<Guid>(),
                case_id = t.Column<Guid>(),
                office_id = t.Column<Guid>(),
                office_name = t.Column<string>(maxLength: 200),
                question = t.Column<string>(maxLength: 1000),
                asked_at = t.Column<DateTime>(),
                asked_by = t.Column<string>(maxLength: 200),
                due_on = t.Column<DateOnly>(),
                verdict = t.Column<string>(maxLength: 40, nullable: true),
                text = t.Column<string>(nullable: true),
                given_by = t.Column<string>(maxLength: 200, nullable: true),
                given_at = t.Column<DateTime>(nullable: true),
                version = t.Column<int>(),
            },
            constraints: t => { t.PrimaryKey("pk_procedures_opinions", x => x.id); t.ForeignKey("fk_procedures_opinions_case", x => x.case_id, Cases, "id", onDelete: ReferentialAction.Restrict); });
        Index(migrationBuilder, "procedures_opinions", "case_id");
        Index(migrationBuilder, "procedures_opinions", "office_id", "given_at");
        migrationBuilder.CreateTable("procedures_check_marks",
            t => new { case_id = t.Column<Guid>(), step = t.Column<string>(maxLength: 80), position = t.Column<int>(), marked_by = t.Column<string>(maxLength: 200), at = t.Column<DateTime>() },
            constraints: t => { t.PrimaryKey("pk_procedures_check_marks", x => new { x.case_id, x.step, x.position }); t.ForeignKey("fk_procedures_check_marks_case", x => x.case_id, Cases, "id", onDelete: ReferentialAction.Restrict); });
        migrationBuilder.CreateTable("procedures_owed_papers",
            t => new { id = t.Column<Guid>(), case_id = t.Column<Guid>(), number = t.Column<string>(maxLength: 20), json = t.Column<string>(), created_at = t.Column<DateTime>(), archive_object_id = t.Column<Guid>(nullable: true) },
            constraints: t => { t.PrimaryKey("pk_procedures_owed_papers", x => x.id); t.ForeignKey("fk_procedures_owed_papers_case", x => x.case_id, Cases, "id", onDelete: ReferentialAction.Restrict); });
        migrationBuilder.CreateIndex("ix_procedures_owed_papers_case_id_number", "procedures_owed_papers", ["case_id", "number"], unique: true);
        migrationBuilder.CreateTable("procedures_uploads",
            t => new
            {
                id = t.Column<Guid>(),
                draft_id = t.Column<Guid>(),
                question_id = t.Column<string>(maxLength: 80),
                file_name = t.Column<string>(maxLength: 200),
                length = t.Column<long>(),
                received = t.Column<long>(),
                sha256 = t.Column<string>(maxLength: 64, nullable: true),
                media_type = t.Column<string>(maxLength: 120, nullable: true),
                scan = t.Column<string>(maxLength: 40),
                created_at = t.Column<DateTime>(),
                version = t.Column<int>(),
            },
            constraints: t => t.PrimaryKey("pk_procedures_uploads", x => x.id));
        Index(migrationBuilder, "procedures_uploads", "draft_id");
        migrationBuilder.CreateTable("procedures_adopted_models",
            t => new { slug = t.Column<string>(maxLength: 80), model_version = t.Column<int>(), enabled = t.Column<bool>(), deviations = t.Column<string>(), reason = t.Column<string>(maxLength: 1000), adopted_by = t.Column<string>(maxLength: 200), adopted_at = t.Column<DateTime>(), version = t.Column<int>() },
            constraints: t => t.PrimaryKey("pk_procedures_adopted_models", x => x.slug));
        migrationBuilder.CreateTable("procedures_contacts",
            t => new { tax_code = t.Column<string>(maxLength: 16), mail = t.Column<string>(maxLength: 200, nullable: true), phone = t.Column<string>(maxLength: 20, nullable: true), updated_at = t.Column<DateTime>() },
            constraints: t => t.PrimaryKey("pk_procedures_contacts", x => x.tax_code));
        migrationBuilder.CreateTable("procedures_register_entries",
            t => new
            {
                id = t.Column<Guid>(),
                register = t.Column<string>(maxLength: 40),
                year = t.Column<int>(),
                number = t.Column<int>(),
                case_id = t.Column<Guid>(),
                title_it = t.Column<string>(maxLength: 400),
                title_en = t.Column<string>(maxLength: 400),
                holder_name = t.Column<string>(maxLength: 200),
                holder_tax_code = t.Column<string>(maxLength: 16),
                holder_is_public = t.Column<bool>(),
                is_public = t.Column<bool>(),
                columns = t.Column<string>(),
                applied_on = t.Column<DateOnly>(),
                decided_on = t.Column<DateOnly>(),
                outcome_it = t.Column<string>(maxLength: 200),
                outcome_en = t.Column<string>(maxLength: 200),
                valid_from = t.Column<DateOnly>(),
                valid_until = t.Column<DateOnly>(nullable: true),
                state = t.Column<string>(maxLength: 40),
                version = t.Column<int>(),
            },
            constraints: t => { t.PrimaryKey("pk_procedures_register_entries", x => x.id); t.ForeignKey("fk_procedures_register_entries_case", x => x.case_id, Cases, "id", onDelete: ReferentialAction.Restrict); });
        migrationBuilder.CreateIndex("ix_procedures_register_entries_register_year_number", "procedures_register_entries", ["register", "year", "number"], unique: true);
        Index(migrationBuilder, "procedures_register_entries", "holder_tax_code");
        Index(migrationBuilder, "procedures_register_entries", "case_id");
    }

    private static void Index(MigrationBuilder migrationBuilder, string table, params string[] columns) => migrationBuilder.CreateIndex($"ix_{table}_{string.Join('_', columns)}", table, columns);
}
