using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Procedures.Migrations;

/// <summary>What is owed for applications and cases, and what waits for it.</summary>
[DbContext(typeof(AppDb)), Migration("20261201114000_Procedures_Charges")]
internal sealed class ProceduresCharges : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("procedures_charges",
            t => new
            {
                id = t.Column<Guid>(),
                year = t.Column<int>(),
                number = t.Column<int>(),
                draft_id = t.Column<Guid>(nullable: true),
                case_id = t.Column<Guid>(nullable: true),
                service_slug = t.Column<string>(maxLength: 80),
                fee = t.Column<string>(maxLength: 80),
                instalment = t.Column<int>(),
                moment = t.Column<string>(maxLength: 40),
                payer_tax_code = t.Column<string>(maxLength: 16),
                payer_name = t.Column<string>(maxLength: 400),
                what_it = t.Column<string>(maxLength: 600),
                what_en = t.Column<string>(maxLength: 600),
                norm = t.Column<string>(maxLength: 300),
                cents = t.Column<long>(),
                asked_at = t.Column<DateTime>(),
                due_on = t.Column<DateOnly>(),
                state = t.Column<string>(maxLength: 40),
                means = t.Column<string>(maxLength: 40, nullable: true),
                reference = t.Column<string>(maxLength: 100, nullable: true),
                paid_on = t.Column<DateOnly>(nullable: true),
                received_by = t.Column<string>(maxLength: 200, nullable: true),
                reason = t.Column<string>(maxLength: 400, nullable: true),
                version = t.Column<int>(),
            },
            constraints: t => t.PrimaryKey("pk_procedures_charges", x => x.id));
        migrationBuilder.CreateIndex("ix_procedures_charges_year_number", "procedures_charges", ["year", "number"], unique: true);
        migrationBuilder.CreateIndex("ix_procedures_charges_payer_tax_code", "procedures_charges", "payer_tax_code");
        migrationBuilder.CreateIndex("ix_procedures_charges_case_id", "procedures_charges", "case_id");
        migrationBuilder.CreateIndex("ix_procedures_charges_draft_id", "procedures_charges", "draft_id");
        migrationBuilder.AddColumn<string>("ready_as", "procedures_drafts", nullable: true);
        migrationBuilder.AddColumn<string>("pending_ruling", "procedures_cases", nullable: true);
    }
}
