using Crm.Contracts.Tickets;
using Crm.Platform.Api;
using Crm.Platform.Files.Tables;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.AnswerImports;
using Crm.Surveys.Features.DataCleaning;
using Crm.Surveys.Features.TicketWords;
using Crm.Surveys.Features.Words;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;

namespace Crm.Surveys.Features.Api;

/// <summary>
/// Answers for programs: imports in the steps of the page (send the file, put the mapping, look at the dry run, run it,
/// fetch the rows left out), decisions of cleaning, what comments say, and what messages on tickets do.
/// </summary>
internal static class AnswersApi
{
    public static void Map(ApiRoutes api)
    {
        var imports = api.MapGroup("/answer-imports").WithTags("Answer imports");
        imports.MapPost("", async (Snake<AnswerImportKind> kind, string fileName, string? into, string? encoding, string? separator, HttpRequest request, IMediator mediator, IConfiguration configuration, CancellationToken ct) =>
        {
            await using var content = await TableBody.Receive(request, ImportLimits.Of(configuration), ct);
            var id = await mediator.Send(new StartAnswerImport.Command { Kind = kind.Value, FileName = fileName, Into = into, Encoding = encoding, Separator = separator, Content = content }, ct);
            return TypedResults.Created($"/api/v1/answer-imports/{id}", await mediator.Send(new CheckAnswerImport.Query(id), ct));
        }).Needs("surveys.write").Accepts<string>("application/octet-stream", "text/csv").Creates();
        imports.MapPost("/notes", async (EnterNote.Command command, IMediator mediator, CancellationToken ct) =>
        {
            var note = await mediator.Send(command, ct);
            return TypedResults.Created($"/api/v1/answer-imports/{note.ImportId}", note);
        }).Needs("surveys.write").Creates();
        imports.MapGet("/{id:long}", ([AsParameters] PageQuery page, long id, Snake<AnswerRowState>? state, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ShowAnswerImport.Query(id, state?.Value, page.Cursor, page.Size), ct)).Needs("surveys.write");
        imports.MapPut("/{id:long}/mapping", async (long id, CheckAnswerImport.Command command, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(command with { Id = id }, ct);
            return await mediator.Send(new ShowAnswerImport.Query(id), ct);
        }).Needs("surveys.write");
        imports.MapPost("/{id:long}/run", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new RunAnswerImport.Command(id), ct);
            return await mediator.Send(new ShowAnswerImport.Query(id), ct);
        }).Needs("surveys.write");
        imports.MapGet("/{id:long}/failed", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            var file = await mediator.Send(new FailedAnswers.Query(id), ct);
            return TypedResults.Stream(file.Content, file.ContentType, file.Name);
        }).Needs("surveys.write").Produces<string>(StatusCodes.Status200OK, "text/csv");

        api.MapPost("/responses/decisions", async (DecideResponses.Command command, IMediator mediator, CancellationToken ct) => new Decided(await mediator.Send(command, ct)))
            .WithTags("Responses").Needs("surveys.write");

        var surveys = api.MapGroup("/surveys").WithTags("Surveys");
        surveys.MapGet("/{id:long}/cleaning", ([AsParameters] PageQuery page, long id, long? wave, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ReadCleaning.Query { Survey = id, Wave = wave, After = page.Cursor }, ct)).Needs("surveys.results");
        surveys.MapGet("/{id:long}/cleaning-rules", async (long id, IMediator mediator, CancellationToken ct) =>
        {
            var rules = await mediator.Send(new SetRules.Query(id), ct);
            return ETags.Ok(rules, rules.Version);
        }).Needs("surveys.write");
        surveys.MapPut("/{id:long}/cleaning-rules", async (long id, IfMatch seen, SetRules.Command command, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(command with { Id = id, Version = seen.Version }, ct);
            var rules = await mediator.Send(new SetRules.Query(id), ct);
            return ETags.Ok(rules, rules.Version);
        }).Needs("surveys.write");
        surveys.MapGet("/{id:long}/words", async (long id, long? wave, string? text, string? by, [AsParameters] ResultsApi.Narrow f, IMediator mediator, CancellationToken ct) =>
            WordsDto.Of(await mediator.Send(f.On(new ReadWords.Query { Survey = id, Wave = wave, Text = text, By = by }), ct))).Needs("surveys.results");
        surveys.MapGet("/ticket-words", async (DateOnly? from, DateOnly? to, Snake<TicketType>? type, long? team, IMediator mediator, CancellationToken ct) =>
            TicketWordsDto.Of(await mediator.Send(new ReadTicketWords.Query { From = from, To = to, Type = type?.Value, Team = team }, ct))).Needs("tickets.read");
        surveys.MapGet("/ticket-words/messages", ([AsParameters] PageQuery page, DateOnly? from, DateOnly? to, Snake<TicketType>? type, long? team, string? word, string? words, Snake<Domain.Texts.Tone>? tone, IMediator mediator, CancellationToken ct) =>
            mediator.Send(new ListTicketMessages.Query { From = from, To = to, Type = type?.Value, Team = team, Word = word, Words = words, Tone = tone?.Value, After = page.Cursor, Limit = page.Size }, ct)).Needs("tickets.read");
    }

    internal sealed record Decided(int Count);
}

/// <summary>What comments say, as JSON.</summary>
internal sealed record WordsDto(
    long SurveyId, string Survey, string? By, int LowMark, long Answers, long All, long Unread, long ScoredN, long Low, IReadOnlyList<Domain.Texts.WordCount> Words, IReadOnlyList<Domain.Texts.TypicalWord> Typical,
    IReadOnlyList<ReadWords.ThemeLine> Themes, WordsDto.SentimentDto? Sentiment)
{
    public sealed record SentimentDto(int N, double Accuracy, Interval Interval, double Baseline, double Balanced, int Folds, bool Applied, DateTimeOffset? LearnedAt)
    {
        public static SentimentDto? Of(Learned learned) => learned.Model is { } m ? new(m.N, m.Accuracy, m.Interval, m.Baseline, m.Balanced, m.Folds, m.Helps, learned.At) : null;
    }

    public static WordsDto Of(ReadWords.View w) => new(w.SurveyId, w.Survey, w.By?.Key, w.LowMark, w.Answers, w.All, w.Unread, w.ScoredN, w.Low, w.Words, w.Typical, w.Themes,
        SentimentDto.Of(w.Learned));
}

/// <summary>What customers say on tickets, as JSON.</summary>
internal sealed record TicketWordsDto(
    DateOnly From, DateOnly To, int N, bool More, IReadOnlyList<ReadTicketWords.WordLine> Words, IReadOnlyList<ReadTicketWords.ThemeLine> Themes, ReadTicketWords.Tones? Tones, IReadOnlyList<ReadTicketWords.Step> Steps, WordsDto.SentimentDto? Sentiment)
{
    public static TicketWordsDto Of(ReadTicketWords.View v) => new(v.From, v.To, v.N, v.More, v.Words, v.Themes, v.Tones, v.Steps, WordsDto.SentimentDto.Of(v.Learned));
}
