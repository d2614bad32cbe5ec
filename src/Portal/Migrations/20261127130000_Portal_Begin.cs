using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Portal.Migrations;

[DbContext(typeof(AppDb)), Migration("20261127130000_Portal_Begin")]
internal sealed class PortalBegin : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("portal_page_reports",
            t => new
            {
                id = t.Column<Guid>(),
                page = t.Column<string>(maxLength: 300),
                text = t.Column<string>(maxLength: 2000),
                mail = t.Column<string>(maxLength: 200, nullable: true),
                sent_at = t.Column<DateTime>(),
                solved_at = t.Column<DateTime>(nullable: true),
                solved_by = t.Column<string>(maxLength: 200, nullable: true),
                outcome = t.Column<string>(maxLength: 500, nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_portal_page_reports", x => x.id));
        migrationBuilder.CreateIndex("ix_portal_page_reports_sent_at", "portal_page_reports", "sent_at");
    }
}
