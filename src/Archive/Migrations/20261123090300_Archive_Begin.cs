using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Archive.Migrations;

[DbContext(typeof(AppDb)), Migration("20261123090300_Archive_Begin")]
internal sealed class ArchiveBegin : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("archive_objects",
            t => new
            {
                id = t.Column<Guid>(),
                title = t.Column<string>(maxLength: 400),
                file_name = t.Column<string>(maxLength: 200),
                media_type = t.Column<string>(maxLength: 100),
                sha256 = t.Column<string>(maxLength: 64),
                length = t.Column<long>(),
                classification = t.Column<string>(maxLength: 20),
                provenance = t.Column<string>(maxLength: 200),
                created_at = t.Column<DateTime>(),
            },
            constraints: t => t.PrimaryKey("pk_archive_objects", x => x.id));
        migrationBuilder.CreateIndex("ix_archive_objects_sha256", "archive_objects", "sha256");
        migrationBuilder.Immutable("archive_objects", "id", "sha256", "length", "created_at");
    }
}
