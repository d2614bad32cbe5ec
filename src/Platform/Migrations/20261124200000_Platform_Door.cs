using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Migrations;

/// <summary>A session knows with which level of identity it was opened; those of before were opened with the highest.</summary>
[DbContext(typeof(AppDb)), Migration("20261124200000_Platform_Door")]
internal sealed class PlatformDoor : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<int>("level", "platform_sessions", nullable: false, defaultValue: 3);
}
