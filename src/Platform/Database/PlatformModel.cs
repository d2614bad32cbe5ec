using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Files;
using Liburia.Platform.Imports;
using Liburia.Platform.Jobs;
using Liburia.Platform.Runs;
using Liburia.Platform.Organization;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Database;

/// <summary>The ground floor's own tables.</summary>
internal static class PlatformModel
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<Setting>(setting => { setting.ToTable("Settings"); setting.HasKey(s => s.Name); setting.Property(s => s.Value).HasMaxLength(2000); });
        model.Entity<Counter>(counter => { counter.ToTable("Counters"); counter.HasKey(c => new { c.Register, c.Year }); counter.Property(c => c.Register).HasMaxLength(40); });
        model.Entity<IdempotencyKey>(key =>
        {
            key.ToTable("IdempotencyKeys");
            key.HasKey(k => k.Key);
            key.Property(k => k.Key).HasMaxLength(80);
            key.Property(k => k.RequestHash).HasMaxLength(64);
            key.Property(k => k.Answer).HasMaxLength(400);
        });
        model.Entity<AuditHead>(head => { head.ToTable("AuditHeads"); head.HasKey(h => h.Id); head.Property(h => h.Id).ValueGeneratedNever(); head.Property(h => h.Hash).HasMaxLength(64); });
        model.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("AuditEntries");
            entry.HasKey(e => e.Sequence);
            entry.Property(e => e.Sequence).ValueGeneratedNever();
            entry.Property(e => e.Actor).HasMaxLength(80);
            entry.Property(e => e.Action).HasMaxLength(80);
            entry.Property(e => e.Subject).HasMaxLength(80);
            entry.Property(e => e.DetailHash).HasMaxLength(64);
            entry.Property(e => e.PreviousHash).HasMaxLength(64);
            entry.Property(e => e.Hash).HasMaxLength(64);
        });
        model.Entity<AuditDetail>(detail => { detail.ToTable("AuditDetails"); detail.HasKey(d => d.Sequence); detail.Property(d => d.Sequence).ValueGeneratedNever(); detail.Property(d => d.Json).Unbounded(); });
        model.Entity<AccessRecord>(record =>
        {
            record.ToTable("AccessRecords");
            record.HasKey(r => r.Id);
            record.HasIndex(r => new { r.SubjectId, r.At });
            record.HasIndex(r => r.At);
            record.Property(r => r.Purpose).HasMaxLength(300);
        });
        model.Entity<SearchRecord>(record =>
        {
            record.ToTable("PeopleSearches");
            record.HasKey(r => r.Id);
            record.HasIndex(r => r.At);
            record.Property(r => r.Place).HasMaxLength(40);
            record.Property(r => r.Words).HasMaxLength(100);
        });
        model.Entity<LookQuestion>(question =>
        {
            question.ToTable("LookQuestions");
            question.HasKey(q => q.Id);
            question.HasIndex(q => q.RecordId).IsUnique();
            question.Property(q => q.Asked).HasMaxLength(500);
            question.Property(q => q.Answer).HasMaxLength(1000);
        });
        model.Entity<Job>(job =>
        {
            job.ToTable("Jobs");
            job.HasKey(j => j.Id);
            job.Property(j => j.Kind).HasMaxLength(80);
            job.Property(j => j.Key).HasMaxLength(120);
            job.Property(j => j.Payload).HasMaxLength(4000);
            job.Property(j => j.LastError).HasMaxLength(1000);
            job.Property(j => j.SilencedBecause).HasMaxLength(300);
            job.Property(j => j.Destination).HasMaxLength(40);
            job.Property(j => j.ClaimedBy).HasMaxLength(120);
            job.HasIndex(j => j.Key).IsUnique();
            job.HasIndex(j => new { j.State, j.Destination, j.Urgency, j.RunAfter });
            job.Property(j => j.Version).IsConcurrencyToken();
        });
        model.Entity<Run>(run =>
        {
            run.ToTable("Runs");
            run.HasKey(r => r.Id);
            run.Property(r => r.Kind).HasMaxLength(80);
            run.Property(r => r.Title).HasMaxLength(200);
            run.Property(r => r.Arguments).HasMaxLength(4000);
            run.Ignore(r => r.IsOfTheMachine);
            run.HasIndex(r => r.CreatedAt);
        });
        model.Entity<RunItem>(item =>
        {
            item.ToTable("RunItems");
            item.HasKey(i => new { i.RunId, i.Position });
            item.Property(i => i.Subject).HasMaxLength(80);
            item.Property(i => i.Reason).HasMaxLength(500);
            item.HasIndex(i => new { i.RunId, i.State, i.Position });
            item.HasOne<Run>().WithMany().HasForeignKey(i => i.RunId).OnDelete(DeleteBehavior.Cascade).HasConstraintName("fk_platform_run_items_run");
        });
        ImportMapped.Configure(model);
        model.Entity<DailyDigest>(digest =>
        {
            digest.ToTable("DailyDigests");
            digest.HasKey(d => d.Day);
            digest.Property(d => d.TextSha256).HasMaxLength(64);
            digest.Property(d => d.SealSha256).HasMaxLength(64);
        });
        model.Entity<FixityCheck>(check => { check.ToTable("FixityChecks"); check.HasKey(c => c.Sha256); check.Property(c => c.Sha256).HasMaxLength(64); });
        model.Entity<Office>(office => { office.ToTable("Offices"); office.HasKey(o => o.Id); office.Property(o => o.Tasks).HasMaxLength(1000); });
        model.Entity<AssignedFunction>(function =>
        {
            function.ToTable("AssignedFunctions");
            function.HasKey(f => f.FunctionKey);
            function.Property(f => f.FunctionKey).HasMaxLength(40);
            function.HasOne<Office>().WithMany().HasForeignKey(f => f.OfficeId).OnDelete(DeleteBehavior.Restrict)
                .HasConstraintName("fk_platform_assigned_functions_office");
        });
        model.Entity<StaffMember>(staff => { staff.ToTable("StaffMembers"); staff.HasKey(s => s.Id); staff.HasIndex(s => s.UserName).IsUnique(); staff.Property(s => s.UserName).HasMaxLength(60); staff.Property(s => s.TaxCode).HasMaxLength(16); });
        model.Entity<Position>(position =>
        {
            position.ToTable("Positions");
            position.HasKey(p => p.Id);
            position.Property(p => p.Role).HasMaxLength(60);
            position.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.StaffId).OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_platform_positions_staff");
            position.HasOne<Office>().WithMany().HasForeignKey(p => p.OfficeId).OnDelete(DeleteBehavior.Restrict).HasConstraintName("fk_platform_positions_office");
            position.HasIndex(p => p.StaffId);
        });
        model.Entity<Session>(session =>
        {
            session.ToTable("Sessions");
            session.HasKey(s => s.Id);
            session.Property(s => s.TaxCode).HasMaxLength(16);
            session.Property(s => s.Mandate).HasMaxLength(80);
            session.HasIndex(s => s.AccessId);
        });
    }
}

/// <summary>A name and a value kept in the Comune's own database: its stamp, its data-set hash.</summary>
public sealed class Setting
{
    public required string Name { get; init; }
    public required string Value { get; set; }
}

/// <summary>The last number taken in a register of a year. Updated in the caller's transaction, so a rollback leaves no gap.</summary>
public sealed class Counter
{
    public required string Register { get; init; }
    public int Year { get; init; }
    public int Last { get; set; }
}

/// <summary>A submit that was already answered, with its answer.</summary>
public sealed class IdempotencyKey
{
    public required string Key { get; init; }
    public required string RequestHash { get; init; }
    public string? Answer { get; set; }
    public DateTime CreatedAt { get; init; }
}
