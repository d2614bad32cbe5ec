using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Migrations;

/// <summary>A citizen's session knows the access it came from, so that leaving at the access point ends it.</summary>
[DbContext(typeof(AppDb)), Migration("20261127100000_Platform_Accesses")]
internal sealed class PlatformAccesses : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<Guid>("access_id", "platform_sessions", nullable: true);
        migrationBuilder.CreateIndex("ix_platform_sessions_access_id", "platform_sessions", "access_id");
    }
}
