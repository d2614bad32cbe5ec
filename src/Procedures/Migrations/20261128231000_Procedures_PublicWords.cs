using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Procedures.Migrations;

/// <summary>What was typed waits for an officer before it is public; what was published before waits again.</summary>
[DbContext(typeof(AppDb)), Migration("20261128231000_Procedures_PublicWords")]
internal sealed class ProceduresPublicWords : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.AddColumn<bool>("awaits_review", "procedures_register_entries", nullable: false, defaultValue: true);
}
