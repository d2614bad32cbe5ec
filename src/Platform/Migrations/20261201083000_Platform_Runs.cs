using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Migrations;

/// <summary>Long runs: what was begun, and a row for each thing it does.</summary>
[DbContext(typeof(Database.AppDb)), Migration("20261201083000_Platform_Runs")]
internal sealed class PlatformRuns : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("platform_runs",
            t => new
            {
                id = t.Column<Guid>(),
                kind = t.Column<string>(maxLength: 80),
                title = t.Column<string>(maxLength: 200),
                arguments = t.Column<string>(maxLength: 4000),
                staff_id = t.Column<Guid>(),
                staff_name = t.Column<string>(maxLength: 200),
                office_id = t.Column<Guid>(),
                created_at = t.Column<DateTime>(),
                finished_at = t.Column<DateTime>(nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_platform_runs", x => x.id));
        migrationBuilder.CreateIndex("ix_platform_runs_created_at", "platform_runs", "created_at");
        migrationBuilder.CreateTable("platform_run_items",
            t => new
            {
                run_id = t.Column<Guid>(),
                position = t.Column<int>(),
                subject = t.Column<string>(maxLength: 80),
                label = t.Column<string>(maxLength: 200),
                href = t.Column<string>(maxLength: 200, nullable: true),
                state = t.Column<string>(maxLength: 40),
                reason = t.Column<string>(maxLength: 500, nullable: true),
                failures = t.Column<int>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_platform_run_items", x => new { x.run_id, x.position });
                t.ForeignKey("fk_platform_run_items_run", x => x.run_id, "platform_runs", "id", onDelete: ReferentialAction.Cascade);
            });
        migrationBuilder.CreateIndex("ix_platform_run_items_run_id_state_position", "platform_run_items", ["run_id", "state", "position"]);
    }
}
