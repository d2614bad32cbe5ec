using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Territory.Migrations;

[DbContext(typeof(AppDb)), Migration("20261123090200_Territory_Begin")]
internal sealed class TerritoryBegin : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("territory_streets",
            t => new { id = t.Column<Guid>(), code = t.Column<string>(maxLength: 6), toponym_qualifier = t.Column<string>(maxLength: 40), official_street_name = t.Column<string>(maxLength: 200) },
            constraints: t => t.PrimaryKey("pk_territory_streets", x => x.id));
        migrationBuilder.CreateIndex("ix_territory_streets_code", "territory_streets", "code", unique: true);
        migrationBuilder.CreateTable("territory_civic_numbers",
            t => new
            {
                id = t.Column<Guid>(),
                street_id = t.Column<Guid>(),
                street_number = t.Column<int>(),
                exponent = t.Column<string>(maxLength: 10),
                post_code = t.Column<string>(maxLength: 5),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_territory_civic_numbers", x => x.id);
                t.ForeignKey("fk_territory_civic_numbers_street", x => x.street_id, "territory_streets", "id", onDelete: ReferentialAction.Restrict);
            });
        migrationBuilder.CreateIndex("ix_territory_civic_numbers_street_id_street_number_exponent", "territory_civic_numbers", ["street_id", "street_number", "exponent"], unique: true);
    }
}
