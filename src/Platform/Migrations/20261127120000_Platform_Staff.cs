using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Migrations;

/// <summary>One person in several Comuni and offices; substitutions; a look says for whom and in which case.</summary>
[DbContext(typeof(AppDb)), Migration("20261127120000_Platform_Staff")]
internal sealed class PlatformStaff : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("tax_code", "platform_staff_members", maxLength: 16, nullable: true);
        migrationBuilder.AddColumn<bool>("is_consortium", "platform_staff_members", nullable: false, defaultValue: false);
        migrationBuilder.AddColumn<Guid>("substitutes_id", "platform_positions", nullable: true);
        migrationBuilder.AddColumn<Guid>("office_id", "platform_sessions", nullable: true);
        migrationBuilder.AddColumn<Guid>("staff_id", "platform_access_records", nullable: true);
        migrationBuilder.AddColumn<Guid>("office_id", "platform_access_records", nullable: true);
        migrationBuilder.AddColumn<string>("acting_for", "platform_access_records", maxLength: 200, nullable: false, defaultValue: "");
        migrationBuilder.AddColumn<Guid>("case_id", "platform_access_records", nullable: true);
        migrationBuilder.CreateIndex("ix_platform_access_records_at", "platform_access_records", "at");
        migrationBuilder.CreateTable("platform_look_questions",
            t => new
            {
                id = t.Column<Guid>(),
                record_id = t.Column<Guid>(),
                subject_id = t.Column<Guid>(),
                asked = t.Column<string>(maxLength: 500),
                asked_at = t.Column<DateTime>(),
                answer = t.Column<string>(maxLength: 1000, nullable: true),
                answered_by = t.Column<string>(maxLength: 200, nullable: true),
                answered_at = t.Column<DateTime>(nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_platform_look_questions", x => x.id));
        migrationBuilder.CreateIndex("ix_platform_look_questions_record_id", "platform_look_questions", "record_id", unique: true);
    }
}
