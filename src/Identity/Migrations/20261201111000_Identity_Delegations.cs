using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Identity.Migrations;

/// <summary>Delegations that citizens give to each other.</summary>
[DbContext(typeof(AppDb)), Migration("20261201111000_Identity_Delegations")]
internal sealed class IdentityDelegations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("identity_delegations",
            t => new
            {
                id = t.Column<Guid>(),
                principal = t.Column<string>(maxLength: 16),
                principal_name = t.Column<string>(maxLength: 200),
                representative = t.Column<string>(maxLength: 16),
                representative_name = t.Column<string>(maxLength: 200),
                services = t.Column<string>(maxLength: 4000),
                holds_from = t.Column<DateOnly>(),
                holds_until = t.Column<DateOnly>(),
                given_at = t.Column<DateTime>(),
                accepted_at = t.Column<DateTime>(nullable: true),
                ended_at = t.Column<DateTime>(nullable: true),
                ended_by = t.Column<string>(maxLength: 200, nullable: true),
                version = t.Column<int>(),
            },
            constraints: t => t.PrimaryKey("pk_identity_delegations", x => x.id));
        migrationBuilder.CreateIndex("ix_identity_delegations_representative", "identity_delegations", "representative");
        migrationBuilder.CreateIndex("ix_identity_delegations_principal", "identity_delegations", "principal");
    }
}
