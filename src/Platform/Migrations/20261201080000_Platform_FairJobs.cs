using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Migrations;

/// <summary>Jobs say where they are done, how urgent they are and which node has them; a hand finds the next one of its lane by one look into an index.</summary>
[DbContext(typeof(Database.AppDb)), Migration("20261201080000_Platform_FairJobs")]
internal sealed class PlatformFairJobs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("urgency", "platform_jobs", maxLength: 40, defaultValue: "Waited");
        migrationBuilder.AddColumn<string>("destination", "platform_jobs", maxLength: 40, defaultValue: "");
        migrationBuilder.AddColumn<string>("claimed_by", "platform_jobs", maxLength: 120, nullable: true);
        migrationBuilder.Sql("UPDATE platform_jobs SET destination = 'mail' WHERE kind = 'platform.mail'");
        migrationBuilder.DropIndex("ix_platform_jobs_state_run_after", "platform_jobs");
        migrationBuilder.CreateIndex("ix_platform_jobs_state_destination_urgency_run_after", "platform_jobs", ["state", "destination", "urgency", "run_after"]);
    }
}
