using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Migrations;

/// <summary>Imports: the files, their lines, how columns were matched, what people decided.</summary>
[DbContext(typeof(Database.AppDb)), Migration("20261201103000_Platform_Imports")]
internal sealed class PlatformImports : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("platform_imports",
            t => new
            {
                id = t.Column<Guid>(),
                kind = t.Column<string>(maxLength: 80),
                file_name = t.Column<string>(maxLength: 200),
                sha256 = t.Column<string>(maxLength: 64),
                length = t.Column<long>(),
                media_type = t.Column<string>(maxLength: 200),
                read_as = t.Column<string>(maxLength: 200),
                headings_key = t.Column<string>(maxLength: 64),
                mapping = t.Column<string>(maxLength: 4000),
                state = t.Column<string>(maxLength: 40),
                staff_id = t.Column<Guid>(),
                staff_name = t.Column<string>(maxLength: 200),
                created_at = t.Column<DateTime>(),
                run_id = t.Column<Guid>(nullable: true),
                version = t.Column<int>(),
            },
            constraints: t => t.PrimaryKey("pk_platform_imports", x => x.id));
        migrationBuilder.CreateIndex("ix_platform_imports_created_at", "platform_imports", "created_at");
        migrationBuilder.CreateIndex("ix_platform_imports_kind_sha256", "platform_imports", ["kind", "sha256"]);
        Lines(migrationBuilder);
        migrationBuilder.CreateTable("platform_import_mappings",
            t => new
            {
                kind = t.Column<string>(maxLength: 80),
                headings_key = t.Column<string>(maxLength: 64),
                mapping = t.Column<string>(maxLength: 4000),
                staff_name = t.Column<string>(maxLength: 200),
                updated_at = t.Column<DateTime>(),
            },
            constraints: t => t.PrimaryKey("pk_platform_import_mappings", x => new { x.kind, x.headings_key }));
        migrationBuilder.CreateTable("platform_import_decisions",
            t => new
            {
                kind = t.Column<string>(maxLength: 80),
                key = t.Column<string>(maxLength: 200),
                candidate = t.Column<Guid>(),
                choice = t.Column<string>(maxLength: 40),
                staff_id = t.Column<Guid>(),
                staff_name = t.Column<string>(maxLength: 200),
                decided_at = t.Column<DateTime>(),
            },
            constraints: t => t.PrimaryKey("pk_platform_import_decisions", x => new { x.kind, x.key, x.candidate }));
    }

    private static void Lines(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("platform_import_lines",
            t => new
            {
                import_id = t.Column<Guid>(),
                line = t.Column<int>(),
                key = t.Column<string>(maxLength: 200),
                label = t.Column<string>(maxLength: 200),
                unit = t.Column<int>(),
                verdict = t.Column<string>(maxLength: 40),
                content = t.Column<string>(),
                findings = t.Column<string>(),
                mark = t.Column<string>(maxLength: 64),
                subject_id = t.Column<Guid>(nullable: true),
                done_at = t.Column<DateTime>(nullable: true),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_platform_import_lines", x => new { x.import_id, x.line });
                t.ForeignKey("fk_platform_import_lines_import", x => x.import_id, "platform_imports", "id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("ix_platform_import_lines_import_id_verdict_line", "platform_import_lines", ["import_id", "verdict", "line"]);
        migrationBuilder.CreateIndex("ix_platform_import_lines_import_id_unit", "platform_import_lines", ["import_id", "unit"]);
        migrationBuilder.CreateIndex("ix_platform_import_lines_key", "platform_import_lines", "key");
    }
}
