using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Migrations;

/// <summary>Searches among people leave a row.</summary>
[DbContext(typeof(AppDb)), Migration("20261128230000_Platform_Searches")]
internal sealed class PlatformSearches : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("platform_people_searches",
            t => new
            {
                id = t.Column<Guid>(),
                at = t.Column<DateTime>(),
                staff_name = t.Column<string>(maxLength: 200),
                staff_id = t.Column<Guid>(nullable: true),
                office_id = t.Column<Guid>(nullable: true),
                place = t.Column<string>(maxLength: 40),
                words = t.Column<string>(maxLength: 100),
                found = t.Column<int>(),
            },
            constraints: t => t.PrimaryKey("pk_platform_people_searches", x => x.id));
        migrationBuilder.CreateIndex("ix_platform_people_searches_at", "platform_people_searches", "at");
    }
}
