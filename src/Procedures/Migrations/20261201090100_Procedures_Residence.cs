using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Procedures.Migrations;

/// <summary>What was granted may follow where its holder lives.</summary>
[DbContext(typeof(AppDb)), Migration("20261201090100_Procedures_Residence")]
internal sealed class ProceduresResidence : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<bool>("follows_residence", "procedures_register_entries", nullable: false, defaultValue: false);
        migrationBuilder.AddColumn<DateOnly>("holder_moved_on", "procedures_register_entries", nullable: true);
    }
}
