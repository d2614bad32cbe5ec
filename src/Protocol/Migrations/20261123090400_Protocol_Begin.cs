using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Protocol.Migrations;

[DbContext(typeof(AppDb)), Migration("20261123090400_Protocol_Begin")]
internal sealed class ProtocolBegin : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("protocol_entries",
            t => new
            {
                id = t.Column<Guid>(),
                year = t.Column<int>(),
                number = t.Column<int>(),
                registered_on = t.Column<DateOnly>(),
                registered_at = t.Column<DateTime>(),
                direction = t.Column<string>(maxLength: 40),
                subject = t.Column<string>(maxLength: 500),
                counterpart = t.Column<string>(maxLength: 200),
                classification = t.Column<string>(maxLength: 20),
                segnatura = t.Column<string>(maxLength: 300),
                registered_by = t.Column<string>(maxLength: 200),
                case_id = t.Column<Guid>(nullable: true),
                annulled_at = t.Column<DateTime>(nullable: true),
                annulled_by = t.Column<string>(maxLength: 200, nullable: true),
                annulled_because = t.Column<string>(maxLength: 500, nullable: true),
                version = t.Column<int>(),
            },
            constraints: t => t.PrimaryKey("pk_protocol_entries", x => x.id));
        migrationBuilder.CreateIndex("ix_protocol_entries_year_number", "protocol_entries", ["year", "number"], unique: true);
        migrationBuilder.CreateIndex("ix_protocol_entries_registered_on", "protocol_entries", "registered_on");
        migrationBuilder.Immutable("protocol_entries", "id", "year", "number", "registered_on", "registered_at", "direction", "subject", "counterpart", "segnatura", "registered_by");
        migrationBuilder.CreateTable("protocol_entry_documents",
            t => new
            {
                id = t.Column<Guid>(),
                entry_id = t.Column<Guid>(),
                archive_object_id = t.Column<Guid>(),
                file_name = t.Column<string>(maxLength: 200),
                sha256 = t.Column<string>(maxLength: 64),
                position = t.Column<int>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_protocol_entry_documents", x => x.id);
                t.ForeignKey("fk_protocol_entry_documents_entry", x => x.entry_id, "protocol_entries", "id", onDelete: ReferentialAction.Restrict);
            });
        migrationBuilder.CreateIndex("ix_protocol_entry_documents_entry_id", "protocol_entry_documents", "entry_id");
        migrationBuilder.Immutable("protocol_entry_documents", "id", "entry_id", "archive_object_id", "sha256");
    }
}
