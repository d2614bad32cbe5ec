using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Registry.Migrations;

/// <summary>Who declared to be the parent of a minor of their household.</summary>
[DbContext(typeof(AppDb)), Migration("20261201112000_Registry_Parents")]
internal sealed class RegistryParents : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("registry_parent_declarations",
            t => new
            {
                id = t.Column<Guid>(),
                minor_id = t.Column<Guid>(),
                declarant = t.Column<string>(maxLength: 16),
                declarant_name = t.Column<string>(maxLength: 200),
                declared_at = t.Column<DateTime>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_registry_parent_declarations", x => x.id);
                t.ForeignKey("fk_registry_parent_declarations_minor", x => x.minor_id, "registry_residents", "id", onDelete: ReferentialAction.Restrict);
            });
        migrationBuilder.CreateIndex("ix_registry_parent_declarations_declarant_minor_id", "registry_parent_declarations", ["declarant", "minor_id"], unique: true);
        migrationBuilder.CreateIndex("ix_registry_parent_declarations_minor_id", "registry_parent_declarations", "minor_id");
    }
}
