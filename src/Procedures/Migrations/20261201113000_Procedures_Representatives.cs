using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Procedures.Migrations;

/// <summary>Citizens apply for others: who wrote an application, and who filed a case, by what right.</summary>
[DbContext(typeof(AppDb)), Migration("20261201113000_Procedures_Representatives")]
internal sealed class ProceduresRepresentatives : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("written_by", "procedures_drafts", maxLength: 16, nullable: true);
        migrationBuilder.AddColumn<string>("representative_tax_code", "procedures_cases", maxLength: 16, nullable: true);
        migrationBuilder.AddColumn<string>("representative_name", "procedures_cases", maxLength: 200, nullable: true);
        migrationBuilder.AddColumn<string>("representative_act_it", "procedures_cases", maxLength: 300, nullable: true);
        migrationBuilder.AddColumn<string>("representative_act_en", "procedures_cases", maxLength: 300, nullable: true);
        migrationBuilder.CreateIndex("ix_procedures_cases_representative_tax_code", "procedures_cases", "representative_tax_code");
    }
}
