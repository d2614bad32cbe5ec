using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Procedures.Migrations;

/// <summary>A file that stopped goes on only with its own bytes: it is known by its fingerprint, never by its name.</summary>
[DbContext(typeof(AppDb)), Migration("20261129100000_Procedures_Uploads")]
internal sealed class ProceduresUploads : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.AddColumn<string>("fingerprint", "procedures_uploads", maxLength: 64, nullable: true);
}
