using System.Net;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests.Faults;

/// <summary>Files of applications, while the program dies or the disk fills: what was acknowledged as received is there, and the rest goes on from it.</summary>
[Slow("Files in pieces, kills among them, and a disk filled to its last block.")]
public sealed class UploadTests(ITestOutputHelper output) : FaultTests(output)
{
    private const string Slug = "segnalazione-disservizio";

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Postgres)]
    public Task CV43_Kill_WhileFilesArrive_WhatWasReceivedIsThere_AndTheRestGoesOnFromIt(string engine) => OnAsync(engine, async server =>
    {
        var random = new Random(Ledger.Seed);
        var citizens = new Citizens(server, Slug);
        await citizens.LearnAsync();
        for (var round = 0; round < Ledger.Rounds(2, 30); round++)
        {
            if (citizens.All.Count < 40) await citizens.BeginAsync(4, i => [citizens.Photo($"grande-{i}.png", 900_000 + (i * 1000), inPieces: true), citizens.Photo($"intera-{i}.png", 150_000 + (i * 1000), inPieces: false)]);
            await KillAmidAsync(server, citizens.UploadAsync(citizens.All), () => citizens.Heard, random.Next(10, 50), TimeSpan.FromMilliseconds(random.Next(0, 20)));
        }
        citizens.Answers.Clear();
        await citizens.UploadAsync(citizens.All);
        citizens.Resumed.ShouldBeGreaterThan(0, "no file was cut half-way");
        await citizens.SubmitAsync(citizens.All);
        Pass(await citizens.JudgeAsync());
        var uploads = Path.Combine(server.DataFolder, "cesa", "uploads");
        if (Directory.Exists(uploads)) Directory.EnumerateFiles(uploads).Count().ShouldBeLessThanOrEqualTo(Ledger.Rounds(2, 30) * 8, "what a kill leaves behind is at most one part of a file for each that was on its way");
    });

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Postgres)]
    public Task CV43_Kill_WhileApplicationsWithFilesAreSubmitted_EachIsOneCase_OneNumber_AllItsFiles(string engine) => OnAsync(engine, async server =>
    {
        var random = new Random(Ledger.Seed);
        var citizens = new Citizens(server, Slug);
        await citizens.LearnAsync();
        for (var round = 0; round < Ledger.Rounds(2, 30); round++)
        {
            await citizens.BeginAsync(12, i => [citizens.Photo($"prima-{i}.png", 40_000 + i, inPieces: false), citizens.Photo($"seconda-{i}.png", 60_000 + i, inPieces: true)]);
            await citizens.UploadAsync(citizens.Pending);
            await KillAmidAsync(server, citizens.SubmitAsync(citizens.Pending, clients: 6), () => citizens.Heard, random.Next(1, 8), TimeSpan.FromMilliseconds(random.Next(0, 20)));
        }
        citizens.Answers.Clear();
        await citizens.SubmitAsync(citizens.Pending);
        Pass(await citizens.JudgeAsync());
        citizens.Ambiguous.ShouldBeGreaterThan(0, "the kills must come in the middle");
    });

    [Fact]
    public Task Piece_TheLast_WhoseCommitFails_LosesNoneOfThoseBefore() => OnAsync(Sqlite, async server =>
    {
        var citizens = new Citizens(server, Slug);
        await citizens.LearnAsync();
        await citizens.BeginAsync(1, _ => [citizens.Photo("grande.png", 3 * Citizens.PieceSize, inPieces: true)]);
        var file = citizens.All[0].Files[0];
        await citizens.UploadAsync(citizens.All, most: 2 * Citizens.PieceSize);
        // Her session is fresh: the commit that fails must be the one of the last piece.
        await citizens.UploadAsync(citizens.All, most: 2 * Citizens.PieceSize);
        file.Acked.ShouldBe(2 * Citizens.PieceSize);
        using (var breaking = await BreakAsync(server, "cesa/comune.db-wal", "write,pwrite64", "ENOSPC"))
        {
            await citizens.UploadAsync(citizens.All);
            file.Sent.ShouldBe(file.Bytes.Length, "the last piece must be the one that fails");
            citizens.Answers.Keys.ShouldContain(HttpStatusCode.InsufficientStorage);
            file.IsWhole.ShouldBeFalse("nothing is acknowledged that is not stored");
            breaking.Kill();
            await breaking.WaitForExitAsync();
        }
        citizens.Answers.Clear();
        await citizens.UploadAsync(citizens.All);
        citizens.Resumed.ShouldBe(3, "fresh, while it failed, and after");
        await citizens.SubmitAsync(citizens.All);
        Pass(await citizens.JudgeAsync());
    });

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Postgres)]
    public Task DiskFull_WhileFilesArrive_RefusesInWords_KeepsWhatIsThere_AndGoesOnWhenThereIsRoom(string engine) => OnAsync(engine, async server =>
    {
        var citizens = new Citizens(server, Slug);
        await citizens.LearnAsync();
        await citizens.BeginAsync(3, i => [citizens.Photo($"grande-{i}.png", 500_000, inPieces: true), citizens.Photo($"intera-{i}.png", 200_000, inPieces: false)]);
        await citizens.UploadAsync(citizens.All.Take(1));
        await citizens.UploadAsync(citizens.All.Skip(1), most: 200_000);
        var half = citizens.All.SelectMany(application => application.Files).Where(file => !file.IsWhole).ToDictionary(file => file, file => file.Acked);
        half.Values.ShouldContain(acked => acked > 0);
        Fill(server.DataFolder);
        citizens.Answers.Clear();
        await citizens.UploadAsync(citizens.All);
        citizens.Answers.Keys.ShouldContain(HttpStatusCode.InsufficientStorage);
        citizens.Answers.Keys.ShouldNotContain(HttpStatusCode.InternalServerError);
        half.Keys.ShouldAllBe(file => !file.IsWhole);
        using (var maria = await citizens.LoginAsync(known: true))
        {
            // What was there is there, what was half there is so still, and the refusal says why.
            (await maria.GetAsync(citizens.All[0].Path + "/foto")).ShouldBe(HttpStatusCode.OK).Main.ShouldContain(citizens.All[0].Files[1].Sha256);
            (await maria.GetAsync(citizens.All[1].Path + "/foto")).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("Caricamento interrotto al");
            var refused = await citizens.SendWholeAsync(maria, citizens.All[1], citizens.Photo("nuova.png", 300_000, inPieces: false));
            refused.ShouldBe(HttpStatusCode.InsufficientStorage).Main.ShouldContain("Non c'è più spazio per conservare ciò che invii");
            (await maria.GetAsync(citizens.All[1].Path + "/foto")).Main.ShouldNotContain("nuova.png");
        }
        File.Delete(Path.Combine(server.DataFolder, "ballast"));
        citizens.Answers.Clear();
        await citizens.UploadAsync(citizens.All);
        citizens.Resumed.ShouldBeGreaterThan(0);
        await citizens.SubmitAsync(citizens.All);
        Pass(await citizens.JudgeAsync());
    }, prepare: OnASmallDiskAsync, finish: OffTheSmallDiskAsync);
}
