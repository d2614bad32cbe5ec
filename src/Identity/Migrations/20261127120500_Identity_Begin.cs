using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Identity.Migrations;

/// <summary>Ways in of the staff: passkeys, passwords with an app's codes, personal links. The link of before, one for the whole Comune, is worth nothing any more.</summary>
[DbContext(typeof(AppDb)), Migration("20261127120500_Identity_Begin")]
internal sealed class IdentityBegin : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("identity_staff_passkeys",
            t => new
            {
                id = t.Column<Guid>(),
                staff_id = t.Column<Guid>(),
                credential_id = t.Column<string>(maxLength: 1400),
                public_key = t.Column<byte[]>(),
                name = t.Column<string>(maxLength: 200),
                sign_count = t.Column<long>(),
                transports = t.Column<string>(maxLength: 200),
                is_backup_eligible = t.Column<bool>(),
                is_backed_up = t.Column<bool>(),
                created_at = t.Column<DateTime>(),
                last_used_at = t.Column<DateTime>(nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_identity_staff_passkeys", x => x.id));
        migrationBuilder.CreateIndex("ix_identity_staff_passkeys_credential_id", "identity_staff_passkeys", "credential_id", unique: true);
        migrationBuilder.CreateIndex("ix_identity_staff_passkeys_staff_id", "identity_staff_passkeys", "staff_id");
        migrationBuilder.CreateTable("identity_staff_secrets",
            t => new
            {
                staff_id = t.Column<Guid>(),
                password_hash = t.Column<string>(maxLength: 400),
                totp_secret = t.Column<string>(maxLength: 600),
                totp_last_step = t.Column<long>(),
                set_at = t.Column<DateTime>(),
            },
            constraints: t => t.PrimaryKey("pk_identity_staff_secrets", x => x.staff_id));
        migrationBuilder.CreateTable("identity_staff_guesses", t => new { name_hash = t.Column<string>(maxLength: 64), failures = t.Column<int>(), next_try_at = t.Column<DateTime>(nullable: true), last_at = t.Column<DateTime>() },
            constraints: t => t.PrimaryKey("pk_identity_staff_guesses", x => x.name_hash));
        migrationBuilder.CreateTable("identity_staff_invitations",
            t => new
            {
                id = t.Column<Guid>(),
                staff_id = t.Column<Guid>(),
                kind = t.Column<string>(maxLength: 40),
                hash = t.Column<string>(maxLength: 64, nullable: true),
                reason = t.Column<string>(maxLength: 500),
                asked_by_id = t.Column<Guid>(nullable: true),
                asked_by = t.Column<string>(maxLength: 200),
                agreed_by = t.Column<string>(maxLength: 200, nullable: true),
                created_at = t.Column<DateTime>(),
                expires_at = t.Column<DateTime>(),
                used_at = t.Column<DateTime>(nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_identity_staff_invitations", x => x.id));
        migrationBuilder.CreateIndex("ix_identity_staff_invitations_hash", "identity_staff_invitations", "hash", unique: true);
        migrationBuilder.CreateIndex("ix_identity_staff_invitations_staff_id", "identity_staff_invitations", "staff_id");
        migrationBuilder.Sql("DELETE FROM platform_settings WHERE name = 'first-access'");
    }
}
