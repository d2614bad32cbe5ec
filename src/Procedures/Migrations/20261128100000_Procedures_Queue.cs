using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Procedures.Migrations;

/// <summary>Concluded cases, the newest first, by an index of their own.</summary>
[DbContext(typeof(AppDb)), Migration("20261128100000_Procedures_Queue")]
internal sealed class ProceduresQueue : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropIndex("ix_procedures_cases_state_opened_at", "procedures_cases");
        migrationBuilder.CreateIndex("ix_procedures_cases_is_open_opened_at", "procedures_cases", ["is_open", "opened_at"]);
    }
}
