using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Migrations;

[DbContext(typeof(AppDb)), Migration("20261123090000_Platform_Begin")]
internal sealed class PlatformBegin : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("platform_settings", t => new { name = t.Column<string>(maxLength: 200), value = t.Column<string>(maxLength: 2000) },
            constraints: t => t.PrimaryKey("pk_platform_settings", x => x.name));
        migrationBuilder.CreateTable("platform_counters", t => new { register = t.Column<string>(maxLength: 40), year = t.Column<int>(), last = t.Column<int>() },
            constraints: t => t.PrimaryKey("pk_platform_counters", x => new { x.register, x.year }));
        migrationBuilder.CreateTable("platform_idempotency_keys",
            t => new { key = t.Column<string>(maxLength: 80), request_hash = t.Column<string>(maxLength: 64), answer = t.Column<string>(maxLength: 400, nullable: true), created_at = t.Column<DateTime>() },
            constraints: t => t.PrimaryKey("pk_platform_idempotency_keys", x => x.key));
        Audit(migrationBuilder);
        migrationBuilder.CreateTable("platform_access_records",
            t => new
            {
                id = t.Column<Guid>(),
                subject_id = t.Column<Guid>(),
                at = t.Column<DateTime>(),
                staff_name = t.Column<string>(maxLength: 200),
                office = t.Column<string>(maxLength: 200),
                purpose = t.Column<string>(maxLength: 300),
                what = t.Column<string>(maxLength: 200),
            },
            constraints: t => t.PrimaryKey("pk_platform_access_records", x => x.id));
        migrationBuilder.CreateIndex("ix_platform_access_records_subject_id_at", "platform_access_records", ["subject_id", "at"]);
        migrationBuilder.CreateTable("platform_jobs",
            t => new
            {
                id = t.Column<Guid>(),
                kind = t.Column<string>(maxLength: 80),
                key = t.Column<string>(maxLength: 120),
                payload = t.Column<string>(maxLength: 4000),
                state = t.Column<string>(maxLength: 40),
                attempts = t.Column<int>(),
                budget = t.Column<int>(),
                run_after = t.Column<DateTime>(),
                created_at = t.Column<DateTime>(),
                finished_at = t.Column<DateTime>(nullable: true),
                last_error = t.Column<string>(maxLength: 1000, nullable: true),
                silenced_because = t.Column<string>(maxLength: 300, nullable: true),
                version = t.Column<int>(),
            },
            constraints: t => t.PrimaryKey("pk_platform_jobs", x => x.id));
        migrationBuilder.CreateIndex("ix_platform_jobs_key", "platform_jobs", "key", unique: true);
        migrationBuilder.CreateIndex("ix_platform_jobs_state_run_after", "platform_jobs", ["state", "run_after"]);
        Organization(migrationBuilder);
        migrationBuilder.CreateTable("platform_sessions",
            t => new
            {
                id = t.Column<Guid>(),
                kind = t.Column<string>(maxLength: 40),
                tax_code = t.Column<string>(maxLength: 16),
                staff_id = t.Column<Guid>(nullable: true),
                full_name = t.Column<string>(maxLength: 200),
                created_at = t.Column<DateTime>(),
                last_seen_at = t.Column<DateTime>(),
                expires_at = t.Column<DateTime>(),
            },
            constraints: t => t.PrimaryKey("pk_platform_sessions", x => x.id));
        migrationBuilder.FullText();
    }

    private static void Audit(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("platform_audit_heads", t => new { id = t.Column<int>(), sequence = t.Column<long>(), hash = t.Column<string>(maxLength: 64) },
            constraints: t => t.PrimaryKey("pk_platform_audit_heads", x => x.id));
        migrationBuilder.Sql("INSERT INTO platform_audit_heads (id, sequence, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000')");
        migrationBuilder.CreateTable("platform_audit_entries",
            t => new
            {
                sequence = t.Column<long>(),
                at = t.Column<DateTime>(),
                actor = t.Column<string>(maxLength: 80),
                action = t.Column<string>(maxLength: 80),
                subject = t.Column<string>(maxLength: 80),
                detail_hash = t.Column<string>(maxLength: 64),
                previous_hash = t.Column<string>(maxLength: 64),
                hash = t.Column<string>(maxLength: 64),
            },
            constraints: t => t.PrimaryKey("pk_platform_audit_entries", x => x.sequence));
        migrationBuilder.Immutable("platform_audit_entries", "sequence", "at", "actor", "action", "subject", "detail_hash", "previous_hash", "hash");
        migrationBuilder.CreateTable("platform_audit_details", t => new { sequence = t.Column<long>(), json = t.Column<string>() },
            constraints: t => t.PrimaryKey("pk_platform_audit_details", x => x.sequence));
    }

    private static void Organization(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("platform_offices",
            t => new
            {
                id = t.Column<Guid>(),
                name = t.Column<string>(maxLength: 200),
                tasks = t.Column<string>(maxLength: 1000),
                mail = t.Column<string>(maxLength: 200),
                phone = t.Column<string>(maxLength: 200),
                opening_hours = t.Column<string>(maxLength: 200),
            },
            constraints: t => t.PrimaryKey("pk_platform_offices", x => x.id));
        migrationBuilder.CreateTable("platform_staff_members",
            t => new { id = t.Column<Guid>(), user_name = t.Column<string>(maxLength: 60), full_name = t.Column<string>(maxLength: 200) },
            constraints: t => t.PrimaryKey("pk_platform_staff_members", x => x.id));
        migrationBuilder.CreateIndex("ix_platform_staff_members_user_name", "platform_staff_members", "user_name", unique: true);
        migrationBuilder.CreateTable("platform_positions",
            t => new
            {
                id = t.Column<Guid>(),
                staff_id = t.Column<Guid>(),
                office_id = t.Column<Guid>(),
                role = t.Column<string>(maxLength: 60),
                title = t.Column<string>(maxLength: 200),
                valid_from = t.Column<DateOnly>(),
                valid_to = t.Column<DateOnly>(nullable: true),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_platform_positions", x => x.id);
                t.ForeignKey("fk_platform_positions_staff", x => x.staff_id, "platform_staff_members", "id", onDelete: ReferentialAction.Restrict);
                t.ForeignKey("fk_platform_positions_office", x => x.office_id, "platform_offices", "id", onDelete: ReferentialAction.Restrict);
            });
        migrationBuilder.CreateIndex("ix_platform_positions_staff_id", "platform_positions", "staff_id");
    }
}
