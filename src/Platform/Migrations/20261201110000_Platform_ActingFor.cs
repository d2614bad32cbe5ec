using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Migrations;

/// <summary>For whom a citizen acts in a session, where not for themselves.</summary>
[DbContext(typeof(Database.AppDb)), Migration("20261201110000_Platform_ActingFor")]
internal sealed class PlatformActingFor : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.AddColumn<string>("mandate", "platform_sessions", maxLength: 80, nullable: true);
}
