using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Portability;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Training;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Assistance.Training;

/// <summary>Sets exercises in the practice Comune and has their results judged there; what comes of it is kept here.</summary>
internal sealed class TrainingDesk(AppDb db, IEnumerable<IExercise> exercises, Visitor visitor, MunicipalityDirectory directory, Installation installation,
    Tenant tenant, Portable portable, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Where one practises: the practice Comune of the installation. In a demonstration everybody is invented, and one's own will do.</summary>
    public Municipality? Practice =>
        directory.All.FirstOrDefault(m => m is { IsPractice: true, State: MunicipalityState.Live })
            ?? (installation.IsDemonstration ? tenant.Municipality : null);

    /// <summary>Exercises of the work that the visitor does.</summary>
    public IReadOnlyList<IExercise> Offered => [.. exercises.Where(exercise => visitor.Can(exercise.Permission))];

    public IExercise? Find(string key) => exercises.FirstOrDefault(exercise => exercise.Key == key);

    public Task<List<TrainingRecord>> OfAsync(Guid staffId) => db.Set<TrainingRecord>().AsNoTracking().Where(r => r.StaffId == staffId)
        .OrderByDescending(r => r.StartedAt).ToListAsync();

    public Task<List<TrainingRecord>> OfAsync(IReadOnlyList<StaffMember> staff)
    {
        var ids = staff.Select(s => s.Id).ToList();
        return db.Set<TrainingRecord>().AsNoTracking().Where(r => ids.Contains(r.StaffId)).OrderBy(r => r.StartedAt).ToListAsync();
    }

    /// <summary>Sets a task; the one that was open is given up.</summary>
    /// <exception cref="RuleBroken">There is no practice Comune, or nothing in it to practise on.</exception>
    public async Task BeginAsync(IExercise exercise)
    {
        var practice = NeedPractice();
        var id = Guid.NewGuid();
        await using var scope = portable.In(practice);
        var there = scope.ServiceProvider.GetServices<IExercise>().First(one => one.Key == exercise.Key);
        var task = await there.SetAsync(BitConverter.ToInt32(id.ToByteArray()) & int.MaxValue, default)
            ?? throw new RuleBroken("", new($"Nella palestra ({practice.Name}) non c'è nulla su cui esercitarsi.",
                $"There is nothing to practise on in {practice.Name}."));
        foreach (var former in await db.Set<TrainingRecord>().Where(r => r.StaffId == visitor.StaffId && r.Exercise == exercise.Key && r.PassedAt == null)
            .ToListAsync()) db.Remove(former);
        db.Add(new TrainingRecord
        {
            Id = id,
            StaffId = visitor.StaffId,
            Exercise = exercise.Key,
            Practice = practice.Slug,
            Words = task.Words,
            Facts = task.Facts,
            StartedAt = clock.UtcNow()
        });
        audit.Note("training.begin", $"exercise:{exercise.Key}", new { practice = practice.Slug });
    }

    /// <summary>Looks at what the practice Comune's register says now.</summary>
    public async Task<ExerciseVerdict> LookAsync(TrainingRecord record)
    {
        if (directory.Find(record.Practice) is not { State: MunicipalityState.Live } practice) throw new RuleBroken("",
            new("La palestra di questo esercizio non c'è più, o non è aperta: inizia di nuovo.",
            "The practice Comune of this exercise is gone or closed: begin again."));
        await using var scope = portable.In(practice);
        return await scope.ServiceProvider.GetServices<IExercise>().First(one => one.Key == record.Exercise)
            .JudgeAsync(record.Facts, record.StartedAt, default);
    }

    /// <summary>Looks, and keeps what came of it. False where the visitor has no such exercise open.</summary>
    public async Task<bool> JudgeAsync(Guid id)
    {
        if (await db.Set<TrainingRecord>().FirstOrDefaultAsync(r => r.Id == id && r.StaffId == visitor.StaffId && r.PassedAt == null) is not { } record
            || Find(record.Exercise) is null) return false;
        var verdict = await LookAsync(record);
        record.Tries++;
        if (!verdict.IsPassed) return true;
        record.PassedAt = clock.UtcNow();
        audit.Note("training.pass", $"exercise:{record.Exercise}", new { record.Tries });
        return true;
    }

    private Municipality NeedPractice() => Practice ?? throw new RuleBroken("", new(
        "Questa installazione non ha un Comune di prova: chi la gestisce lo aggiunge con «liburia comune add CODICE --practice».",
            "This installation has no practice Comune: its operator adds one with “liburia comune add CODE --practice”."));
}
