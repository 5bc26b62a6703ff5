using System.Text.Json;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;

namespace Crm.Customers.Features.Usages;

/// <summary>Writes down many uses at once, as programs tell of them: each row by itself is taken, known already, or refused with reasons.</summary>
[Needs("customers.write")]
internal static class RecordUsages
{
    /// <summary>Rows of one batch.</summary>
    public const int Most = 1000;

    public sealed record Command : IRequest<Answer>
    {
        public List<RecordUsage.Command?> Usages { get; init; } = [];
    }

    public enum Taken { Created, Known, Refused }

    public sealed record Answer(int Created, int Known, int Refused, IReadOnlyList<Row> Rows);

    /// <param name="Index">Place in the batch, from 0.</param>
    /// <param name="Id">The use; null when it was refused.</param>
    /// <param name="Errors">By member, why it was refused.</param>
    public sealed record Row(int Index, Taken Result, long? Id, IReadOnlyDictionary<string, string[]>? Errors);

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(Texts texts) => RuleFor(c => c.Usages).Must(u => u is { Count: > 0 and <= Most }).WithMessage(_ => texts["customers.usage.batch", Most]);
    }

    public sealed class Handler(CustomersDb db, UsageIntake intake, IValidator<RecordUsage.Command> rules, Texts texts, TimeProvider clock) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var answers = new Row?[command.Usages.Count];
            var receivers = await intake.Receivers([.. command.Usages.Select(u => u?.CustomerId ?? 0).Distinct()], ct);
            var taken = new List<(int Index, long CustomerId, UsageFacts Facts)>();
            for (var i = 0; i < answers.Length; i++)
            {
                if (command.Usages[i] is not { } usage) answers[i] = Refused(i, "product", texts["customers.usage.row"]);
                else if (await rules.ValidateAsync(usage, ct) is { IsValid: false } checkedRow)
                    answers[i] = new Row(i, Taken.Refused, null, checkedRow.Errors.GroupBy(e => JsonNamingPolicy.CamelCase.ConvertName(e.PropertyName)).ToDictionary(g => g.Key, g => g.Select(e => e.ErrorMessage).ToArray()));
                else if (!receivers.TryGetValue(usage.CustomerId, out var customer)) answers[i] = Refused(i, "customerId", texts["customers.usage.nobody"]);
                else taken.Add((i, customer, usage.ToFacts(now)));
            }
            await using var transaction = await db.Begin(ct);
            var kept = await intake.Keep([.. taken.Select(t => (t.CustomerId, t.Facts))], ct);
            for (var i = 0; i < taken.Count; i++)
                answers[taken[i].Index] = kept[i].CustomerId != taken[i].CustomerId ? Refused(taken[i].Index, "externalId", texts["customers.usage.elsewhere"]) : new Row(taken[i].Index, kept[i].Fresh ? Taken.Created : Taken.Known, kept[i].Id, null);
            int Count(Taken result) => answers.Count(a => a!.Result == result);
            var answer = new Answer(Count(Taken.Created), Count(Taken.Known), Count(Taken.Refused), answers!);
            if (answer.Created > 0) db.Record(nameof(RecordUsages), nameof(Usage), null, new { answer.Created, answer.Known, answer.Refused });
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return answer;
        }

        static Row Refused(int index, string member, string message) => new(index, Taken.Refused, null, new Dictionary<string, string[]> { [member] = [message] });
    }
}
