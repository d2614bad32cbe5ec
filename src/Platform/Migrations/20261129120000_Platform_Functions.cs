using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Migrations;

/// <summary>Offices are found by what they do. Each function is given, once, to the office that the former rule found by a word: nothing changes its
/// way.</summary>
[DbContext(typeof(AppDb)), Migration("20261129120000_Platform_Functions")]
internal sealed class PlatformFunctions : Migration
{
    private static readonly string[] Before = ["anagrafe", "protocollo", "segreteria", "tecnico", "polizia", "tributi"];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("platform_assigned_functions",
            t => new { function_key = t.Column<string>(maxLength: 40), office_id = t.Column<Guid>() },
            constraints: t =>
            {
                t.PrimaryKey("pk_platform_assigned_functions", x => x.function_key);
                t.ForeignKey("fk_platform_assigned_functions_office", x => x.office_id, "platform_offices", "id", onDelete: ReferentialAction.Restrict);
            });
        foreach (var word in Before)
            migrationBuilder.Sql($"""
                INSERT INTO platform_assigned_functions (function_key, office_id)
                SELECT '{word}', id FROM platform_offices ORDER BY CASE WHEN lower(name) LIKE '%{word}%' THEN 0 WHEN lower(tasks) LIKE '%{word}%' THEN 1 WHEN lower(name) LIKE '%protocollo%' THEN 2 ELSE 3 END, name LIMIT 1
                """);
    }
}
