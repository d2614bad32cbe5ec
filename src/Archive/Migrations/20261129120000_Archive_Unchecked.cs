using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Archive.Migrations;

/// <summary>Whether an antivirus has judged a document. Scans registered before the protocol asked one were judged by none; of files of cases it was written down already.</summary>
[DbContext(typeof(AppDb)), Migration("20261129120000_Archive_Unchecked")]
internal sealed class ArchiveUnchecked : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<bool>("is_unchecked", "archive_objects", nullable: false, defaultValue: false);
        migrationBuilder.Sql("UPDATE archive_objects SET is_unchecked = TRUE WHERE provenance = 'copia per immagine di documento cartaceo'"
            + " OR id IN (SELECT archive_object_id FROM procedures_case_documents WHERE is_unchecked)");
    }
}
