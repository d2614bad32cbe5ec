using Liburia.Platform.Database;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Subjects.Migrations;

/// <summary>Who a line of a file may be about is looked for among those born on the same day.</summary>
[DbContext(typeof(AppDb)), Migration("20261201104000_Subjects_Born")]
internal sealed class SubjectsBorn : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateIndex("ix_subjects_subjects_date_of_birth", "subjects_subjects", "date_of_birth");
}
