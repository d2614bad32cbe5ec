using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Procedures.Migrations;

/// <summary>A Comune that gives a procedure to another office names the office, no longer a word of its name: the one the word found before.</summary>
[DbContext(typeof(AppDb)), Migration("20261129120100_Procedures_Functions")]
internal sealed class ProceduresFunctions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        const string Begin = "\"office\":\"";
        var rest = $"substr(deviations, {migrationBuilder.PositionOf(Begin, "deviations")} + {Begin.Length})";
        var word = $"substr({rest}, 1, {migrationBuilder.PositionOf("\"", rest)} - 1)";
        migrationBuilder.Sql($"""
            UPDATE procedures_adopted_models SET deviations = replace(deviations, '{Begin}' || {word} || '"', '"officeId":"' || (
              SELECT lower(CAST(o.id AS varchar(36))) FROM platform_offices o ORDER BY
                CASE WHEN lower(o.name) LIKE '%' || lower({word}) || '%' THEN 0 WHEN lower(o.tasks) LIKE '%' || lower({word}) || '%' THEN 1 WHEN lower(o.name) LIKE '%protocollo%' THEN 2 ELSE 3 END, o.name LIMIT 1) || '"')
            WHERE deviations LIKE '%{Begin}%' AND EXISTS (SELECT 1 FROM platform_offices)
            """);
    }
}
