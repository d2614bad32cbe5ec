using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Procedures.Migrations;

/// <summary>What officers answer with their decision.</summary>
[DbContext(typeof(AppDb)), Migration("20261201090300_Procedures_OfficerAnswers")]
internal sealed class ProceduresOfficerAnswers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<string>("officer_answers", "procedures_cases", nullable: true);
}
