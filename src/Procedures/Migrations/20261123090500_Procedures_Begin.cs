using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Procedures.Migrations;

[DbContext(typeof(AppDb)), Migration("20261123090500_Procedures_Begin")]
internal sealed class ProceduresBegin : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("procedures_cases",
            t => new
            {
                id = t.Column<Guid>(),
                service_slug = t.Column<string>(maxLength: 80),
                title_it = t.Column<string>(maxLength: 400),
                title_en = t.Column<string>(maxLength: 400),
                applicant_id = t.Column<Guid>(),
                applicant_tax_code = t.Column<string>(maxLength: 16),
                applicant_name = t.Column<string>(maxLength: 200),
                channel = t.Column<string>(maxLength: 40),
                state = t.Column<string>(maxLength: 40),
                protocol_entry_id = t.Column<Guid>(),
                protocol_number = t.Column<string>(maxLength: 20),
                segnatura = t.Column<string>(maxLength: 300),
                opened_at = t.Column<DateTime>(),
                due_on = t.Column<DateOnly>(),
                completed_at = t.Column<DateTime>(nullable: true),
                outcome_it = t.Column<string>(maxLength: 200, nullable: true),
                outcome_en = t.Column<string>(maxLength: 200, nullable: true),
                version = t.Column<int>(),
            },
            constraints: t => t.PrimaryKey("pk_procedures_cases", x => x.id));
        migrationBuilder.CreateIndex("ix_procedures_cases_applicant_tax_code_opened_at", "procedures_cases", ["applicant_tax_code", "opened_at"]);
        migrationBuilder.CreateIndex("ix_procedures_cases_state_due_on_opened_at", "procedures_cases", ["state", "due_on", "opened_at"]);
        migrationBuilder.CreateIndex("ix_procedures_cases_state_opened_at", "procedures_cases", ["state", "opened_at"]);
        migrationBuilder.CreateIndex("ix_procedures_cases_opened_at", "procedures_cases", "opened_at");
        migrationBuilder.CreateTable("procedures_case_documents",
            t => new
            {
                id = t.Column<Guid>(),
                case_id = t.Column<Guid>(),
                archive_object_id = t.Column<Guid>(),
                role = t.Column<string>(maxLength: 20),
                title = t.Column<string>(maxLength: 400),
                file_name = t.Column<string>(maxLength: 200),
                sha256 = t.Column<string>(maxLength: 64),
                length = t.Column<long>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_procedures_case_documents", x => x.id);
                t.ForeignKey("fk_procedures_case_documents_case", x => x.case_id, "procedures_cases", "id", onDelete: ReferentialAction.Restrict);
            });
        migrationBuilder.CreateIndex("ix_procedures_case_documents_case_id", "procedures_case_documents", "case_id");
        migrationBuilder.CreateTable("procedures_drafts",
            t => new
            {
                id = t.Column<Guid>(),
                service_slug = t.Column<string>(maxLength: 80),
                tax_code = t.Column<string>(maxLength: 16),
                answers = t.Column<string>(),
                created_at = t.Column<DateTime>(),
                updated_at = t.Column<DateTime>(),
                submitted_case_id = t.Column<Guid>(nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_procedures_drafts", x => x.id));
        migrationBuilder.CreateIndex("ix_procedures_drafts_tax_code_updated_at", "procedures_drafts", ["tax_code", "updated_at"]);
    }
}
