using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Registry.Migrations;

/// <summary>A certificate notes the day from which the register says something else.</summary>
[DbContext(typeof(AppDb)), Migration("20261201090000_Registry_Superseded")]
internal sealed class RegistrySuperseded : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<DateOnly>("superseded_on", "registry_certificates", nullable: true);
}
