using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Procedures.Migrations;

/// <summary>Staff write applications for who is at the counter.</summary>
[DbContext(typeof(AppDb)), Migration("20261201090200_Procedures_Counter")]
internal sealed class ProceduresCounter : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<Guid>("filed_by_id", "procedures_drafts", nullable: true);
        migrationBuilder.AddColumn<string>("counter", "procedures_drafts", nullable: true);
        migrationBuilder.CreateIndex("ix_procedures_drafts_filed_by_id", "procedures_drafts", "filed_by_id");
    }
}
