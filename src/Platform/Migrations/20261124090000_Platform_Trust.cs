using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Migrations;

[DbContext(typeof(AppDb)), Migration("20261124090000_Platform_Trust")]
internal sealed class PlatformTrust : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("platform_daily_digests",
            t => new
            {
                day = t.Column<DateOnly>(),
                text_sha256 = t.Column<string>(maxLength: 64),
                seal_sha256 = t.Column<string>(maxLength: 64),
                rows = t.Column<int>(),
                created_at = t.Column<DateTime>(),
            },
            constraints: t => t.PrimaryKey("pk_platform_daily_digests", x => x.day));
        migrationBuilder.Immutable("platform_daily_digests", "day", "text_sha256", "seal_sha256", "rows", "created_at");
        migrationBuilder.CreateTable("platform_fixity_checks",
            t => new { sha256 = t.Column<string>(maxLength: 64), checked_at = t.Column<DateTime>(), outcome = t.Column<string>(maxLength: 40) },
            constraints: t => t.PrimaryKey("pk_platform_fixity_checks", x => x.sha256));
    }
}
