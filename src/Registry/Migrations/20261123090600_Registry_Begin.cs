using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Registry.Migrations;

[DbContext(typeof(AppDb)), Migration("20261123090600_Registry_Begin")]
internal sealed class RegistryBegin : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        Population(migrationBuilder);
        Certificates(migrationBuilder);
    }

    private static void Population(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("registry_residents",
            t => new
            {
                id = t.Column<Guid>(),
                subject_id = t.Column<Guid>(),
                resident_person_id = t.Column<int>(),
                registered_on = t.Column<DateOnly>(),
                registration_reason = t.Column<int>(),
                removed_on = t.Column<DateOnly>(nullable: true),
                certifiability_level = t.Column<int>(),
                is_protected = t.Column<bool>(),
                citizenship_code = t.Column<string>(maxLength: 3),
                citizenship = t.Column<string>(maxLength: 200),
                marital_status = t.Column<int>(),
            },
            constraints: t => t.PrimaryKey("pk_registry_residents", x => x.id));
        migrationBuilder.CreateIndex("ix_registry_residents_subject_id", "registry_residents", "subject_id");
        migrationBuilder.CreateIndex("ix_registry_residents_resident_person_id", "registry_residents", "resident_person_id", unique: true);
        migrationBuilder.CreateTable("registry_families", t => new { id = t.Column<Guid>(), registered_family_code = t.Column<int>() }, constraints: t => t.PrimaryKey("pk_registry_families", x => x.id));
        migrationBuilder.CreateIndex("ix_registry_families_registered_family_code", "registry_families", "registered_family_code", unique: true);
        migrationBuilder.CreateTable("registry_family_memberships",
            t => new
            {
                id = t.Column<Guid>(),
                family_id = t.Column<Guid>(),
                resident_id = t.Column<Guid>(),
                relationship = t.Column<int>(),
                valid_from = t.Column<DateOnly>(),
                valid_to = t.Column<DateOnly>(nullable: true),
                recorded_at = t.Column<DateTime>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_registry_family_memberships", x => x.id);
                t.ForeignKey("fk_registry_family_memberships_family", x => x.family_id, "registry_families", "id", onDelete: ReferentialAction.Restrict);
                t.ForeignKey("fk_registry_family_memberships_resident", x => x.resident_id, "registry_residents", "id", onDelete: ReferentialAction.Restrict);
            });
        migrationBuilder.CreateIndex("ix_registry_family_memberships_family_id", "registry_family_memberships", "family_id");
        migrationBuilder.CreateIndex("ix_registry_family_memberships_resident_id", "registry_family_memberships", "resident_id");
        migrationBuilder.CreateTable("registry_residences",
            t => new
            {
                id = t.Column<Guid>(),
                resident_id = t.Column<Guid>(),
                civic_number_id = t.Column<Guid>(),
                flat_number = t.Column<string>(maxLength: 20),
                valid_from = t.Column<DateOnly>(),
                recorded_at = t.Column<DateTime>(),
                recorded_by = t.Column<string>(maxLength: 200),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_registry_residences", x => x.id);
                t.ForeignKey("fk_registry_residences_resident", x => x.resident_id, "registry_residents", "id", onDelete: ReferentialAction.Restrict);
            });
        migrationBuilder.CreateIndex("ix_registry_residences_resident_id_valid_from", "registry_residences", ["resident_id", "valid_from"]);
        migrationBuilder.CreateIndex("ix_registry_residences_civic_number_id", "registry_residences", "civic_number_id");
    }

    private static void Certificates(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("registry_certificates",
            t => new
            {
                id = t.Column<Guid>(),
                year = t.Column<int>(),
                number = t.Column<int>(),
                kind = t.Column<string>(maxLength: 40),
                resident_id = t.Column<Guid>(),
                subject_id = t.Column<Guid>(),
                requested_by = t.Column<Guid>(),
                requester_name = t.Column<string>(maxLength: 200),
                case_id = t.Column<Guid>(),
                channel = t.Column<string>(maxLength: 40),
                exemption_code = t.Column<int>(nullable: true),
                exemption_norm = t.Column<string>(maxLength: 200, nullable: true),
                stamp_identifier = t.Column<string>(maxLength: 14, nullable: true),
                stamp_cents = t.Column<long>(),
                fee_cents = t.Column<long>(),
                issued_at = t.Column<DateTime>(),
                issued_on = t.Column<DateOnly>(),
                valid_until = t.Column<DateOnly>(),
                facts = t.Column<string>(),
                template_version = t.Column<int>(),
                verification_code = t.Column<string>(maxLength: 26),
                control_code = t.Column<string>(maxLength: 8),
                failed_guesses = t.Column<int>(),
                guesses_blocked_until = t.Column<DateTime>(nullable: true),
                officer_name = t.Column<string>(maxLength: 200),
                officer_title = t.Column<string>(maxLength: 200),
                archive_object_id = t.Column<Guid>(nullable: true),
                rendered_at = t.Column<DateTime>(nullable: true),
                version = t.Column<int>(),
            },
            constraints: t => t.PrimaryKey("pk_registry_certificates", x => x.id));
        migrationBuilder.CreateIndex("ix_registry_certificates_year_number", "registry_certificates", ["year", "number"], unique: true);
        migrationBuilder.CreateIndex("ix_registry_certificates_verification_code", "registry_certificates", "verification_code", unique: true);
        migrationBuilder.CreateIndex("ix_registry_certificates_case_id", "registry_certificates", "case_id");
        migrationBuilder.CreateIndex("ix_registry_certificates_subject_id", "registry_certificates", "subject_id");
        migrationBuilder.Immutable("registry_certificates", "id", "year", "number", "kind", "facts", "issued_on", "valid_until", "verification_code");
        migrationBuilder.CreateTable("registry_used_stamps", t => new { identifier = t.Column<string>(maxLength: 14), certificate_id = t.Column<Guid>(), used_at = t.Column<DateTime>() },
            constraints: t => t.PrimaryKey("pk_registry_used_stamps", x => x.identifier));
        migrationBuilder.CreateTable("registry_verification_looks",
            t => new { id = t.Column<Guid>(), certificate_id = t.Column<Guid>(), at = t.Column<DateTime>(), saw_text = t.Column<bool>(), told = t.Column<string>(maxLength: 40) },
            constraints: t => t.PrimaryKey("pk_registry_verification_looks", x => x.id));
        migrationBuilder.CreateIndex("ix_registry_verification_looks_certificate_id_at", "registry_verification_looks", ["certificate_id", "at"]);
    }
}
