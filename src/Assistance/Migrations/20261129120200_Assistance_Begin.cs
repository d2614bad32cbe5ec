using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Assistance.Migrations;

[DbContext(typeof(AppDb)), Migration("20261129120200_Assistance_Begin")]
internal sealed class AssistanceBegin : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("assistance_training_records",
            t => new
            {
                id = t.Column<Guid>(),
                staff_id = t.Column<Guid>(),
                exercise = t.Column<string>(maxLength: 80),
                practice = t.Column<string>(maxLength: 80),
                words = t.Column<string>(maxLength: 1000),
                facts = t.Column<string>(maxLength: 1000),
                started_at = t.Column<DateTime>(),
                tries = t.Column<int>(),
                passed_at = t.Column<DateTime>(nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_assistance_training_records", x => x.id));
        migrationBuilder.CreateIndex("ix_assistance_training_records_staff_id", "assistance_training_records", "staff_id");
    }
}
