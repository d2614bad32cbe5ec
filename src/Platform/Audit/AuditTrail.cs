using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Audit;

/// <summary>The end of the chain: one row per Comune, taken last in every write.</summary>
public sealed class AuditHead
{
    public int Id { get; init; }
    public long Sequence { get; set; }
    public required string Hash { get; set; }
}

/// <summary>One link of the chain. It holds the hash of its details, not the details, so that these can be erased.</summary>
public sealed class AuditEntry
{
    public long Sequence { get; init; }
    public DateTime At { get; init; }
    public required string Actor { get; init; }
    public required string Action { get; init; }
    public required string Subject { get; init; }
    public required string DetailHash { get; init; }
    public required string PreviousHash { get; init; }
    public required string Hash { get; init; }

    public static string Link(long sequence, DateTime at, string actor, string action, string subject, string detailHash, string previousHash) =>
        AuditTrail.Sha256($"{sequence}\n{at:yyyy-MM-ddTHH:mm:ss.fff}\n{actor}\n{action}\n{subject}\n{detailHash}\n{previousHash}");

    public bool Holds() => Hash == Link(Sequence, At, Actor, Action, Subject, DetailHash, PreviousHash);
}

public sealed class AuditDetail
{
    public long Sequence { get; init; }
    public required string Json { get; init; }
}

/// <summary>
/// Collects what a write did and links it to the chain just before commit: the chain's head is the last thing a transaction
/// takes, because mixed orders deadlock.
/// </summary>
public sealed class AuditTrail(AppDb db, Visitor visitor, TimeProvider clock)
{
    public const string Beginning = "0000000000000000000000000000000000000000000000000000000000000000";
    private const int LinksACommand = 50, Head = 1;
    private readonly List<(string Action, string Subject, string Json)> notes = [];

    public void Note(string action, string subject, object details) => notes.Add((action, subject, JsonSerializer.Serialize(details, Json)));

    public bool HasNotes => notes.Count > 0;

    public void Forget() => notes.Clear();

    /// <summary>Links the notes; called once, by the one entry of writes, inside its transaction.</summary>
    public async Task LinkAsync(CancellationToken cancel)
    {
        if (notes.Count == 0) return;
        var count = notes.Count;
        var head = await new Statement(db).Raise<AuditHead>(Head, h => h.Sequence, count).ReadAsync<AuditHead>(cancel);
        var now = clock.UtcNow();
        var at = new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
        var sequence = head.Sequence - count;
        var (previous, actor) = (head.Hash, visitor.AuditName);
        // Some links in one command: each crossing to the database and back is a wait of every write.
        foreach (var some in notes.Chunk(LinksACommand))
        {
            var command = new Statement(db);
            foreach (var (action, subject, json) in some)
            {
                sequence++;
                var detailHash = Sha256(json);
                var hash = AuditEntry.Link(sequence, at, actor, action, subject, detailHash, previous);
                command.Add(new AuditEntry
                {
                    Sequence = sequence,
                    At = at,
                    Actor = actor,
                    Action = action,
                    Subject = subject,
                    DetailHash = detailHash,
                    PreviousHash = previous,
                    Hash = hash,
                });
                command.Add(new AuditDetail { Sequence = sequence, Json = json });
                previous = hash;
            }
            await command.Set<AuditHead>(Head, h => h.Hash, previous).RunAsync(cancel);
        }
        notes.Clear();
    }

    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
