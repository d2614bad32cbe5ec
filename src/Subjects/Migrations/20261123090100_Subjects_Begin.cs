using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Subjects.Migrations;

[DbContext(typeof(AppDb)), Migration("20261123090100_Subjects_Begin")]
internal sealed class SubjectsBegin : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("subjects_subjects",
            t => new
            {
                id = t.Column<Guid>(),
                family_name = t.Column<string>(maxLength: 200),
                given_name = t.Column<string>(maxLength: 200),
                sex = t.Column<string>(maxLength: 1),
                date_of_birth = t.Column<DateOnly>(),
                birth_place_code = t.Column<string>(maxLength: 4),
                birth_place = t.Column<string>(maxLength: 200),
                birth_province = t.Column<string>(maxLength: 2, nullable: true),
                birth_country = t.Column<string>(maxLength: 200, nullable: true),
                tax_code = t.Column<string>(maxLength: 16),
                source = t.Column<string>(maxLength: 200),
                recorded_at = t.Column<DateTime>(),
            },
            constraints: t => t.PrimaryKey("pk_subjects_subjects", x => x.id));
        migrationBuilder.CreateIndex("ix_subjects_subjects_tax_code", "subjects_subjects", "tax_code");
    }
}
