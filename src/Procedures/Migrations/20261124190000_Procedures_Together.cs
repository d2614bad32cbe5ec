using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Procedures.Migrations;

/// <summary>Cases that are recorded before they are checked, joined to others, opened again; filters of one's own.</summary>
[DbContext(typeof(AppDb)), Migration("20261124190000_Procedures_Together")]
internal sealed class ProceduresTogether : Migration
{
    private const string Cases = "procedures_cases";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<DateOnly>("record_by", Cases, nullable: true);
        migrationBuilder.AddColumn<DateOnly>("recorded_on", Cases, nullable: true);
        migrationBuilder.AddColumn<Guid>("joined_to_id", Cases, nullable: true);
        migrationBuilder.AddColumn<DateOnly>("reopened_on", Cases, nullable: true);
        migrationBuilder.CreateIndex("ix_procedures_cases_joined_to_id", Cases, "joined_to_id");
        migrationBuilder.CreateTable("procedures_saved_filters",
            t => new { id = t.Column<Guid>(), staff_id = t.Column<Guid>(), name = t.Column<string>(maxLength: 60), address = t.Column<string>(maxLength: 400), created_at = t.Column<DateTime>() },
            constraints: t => t.PrimaryKey("pk_procedures_saved_filters", x => x.id));
        migrationBuilder.CreateIndex("ix_procedures_saved_filters_staff_id", "procedures_saved_filters", "staff_id");
    }
}
