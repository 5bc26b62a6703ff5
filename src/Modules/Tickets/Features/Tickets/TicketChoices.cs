using System.Globalization;
using Crm.Contracts.Staff;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Tickets;

/// <summary>What the forms offer: categories, codes, teams and people.</summary>
[OpenToAll("Names of lists, no records.")]
internal static class TicketChoices
{
    /// <param name="Codes">Causes and resolutions, too.</param>
    public sealed record Query(bool Codes = true) : IRequest<Result>;

    /// <param name="Fields">Fields of one's own, archived ones too: what was chosen once has a name.</param>
    public sealed record Result(IReadOnlyList<Choice> Categories, IReadOnlyList<Choice> Causes, IReadOnlyList<Choice> Resolutions, IReadOnlyList<Choice> Teams, IReadOnlyList<Choice> People, IReadOnlyList<TicketField> Fields)
    {
        static string Language => Texts.LanguageOf(CultureInfo.CurrentUICulture);

        /// <summary>The fields of one's own that are in use.</summary>
        public IReadOnlyList<Choice> OwnFields => [.. Fields.Where(f => !f.Archived).Select(f => new Choice(f.Key, f.Label(Language)))];

        public string? LabelOf(string key) => Fields.FirstOrDefault(f => f.Key == key)?.Label(Language);

        /// <summary>A field of one's own in use, as forms ask for it.</summary>
        public ShownField? FormOf(string? key, Texts texts) => new FieldList(Fields.Where(f => f.Key == key), texts).Forms(_ => false).SingleOrDefault();

        /// <summary>A value as that form has it.</summary>
        public string[] Typed(string key, string? value) => Fields.FirstOrDefault(f => f.Key == key) is { } field && field.TryParse([value], out var read, out _) ? [.. CustomField.Typed(read)] : [];

        /// <summary>A value as the field's readers see it; what it cannot hold stays as it was typed.</summary>
        public string Say(string key, string? typed, Texts texts) => string.IsNullOrEmpty(typed) ? texts["none"]
            : Fields.FirstOrDefault(f => f.Key == key) is { } field && field.TryParse([typed], out var value, out _) ? field.Format(value, Language, yes => texts[yes ? "yes" : "no"]) : typed;
    }

    internal sealed class Handler(TicketsDb db, IStaffDirectory staff, CurrentUser user) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query request, CancellationToken ct)
        {
            var (sla, routing) = await db.AllRulesShown(ct);
            var categories = routing.Categories.Where(c => c.Active).ToList();
            var codes = request.Codes ? await db.Codes.AsNoTracking().Where(c => c.Active).OrderBy(c => c.Position).ToListAsync(ct) : [];
            var teams = await staff.Teams(ct);
            var everyone = await staff.Everyone(ct);
            var workers = await staff.HoldersOf("tickets.write", ct);
            return new Result(
                Tree(categories, user.Language),
                Codes(CodeKind.Cause),
                Codes(CodeKind.Resolution),
                [.. teams.Values.OrderBy(t => t.Name, StringComparer.CurrentCulture).Select(t => Of(t.Id, t.Name))],
                [.. workers.Where(everyone.ContainsKey).Select(id => everyone[id]).Where(p => p.Active).OrderBy(p => p.Name, StringComparer.CurrentCulture).Select(p => Of(p.Id, p.Name))],
                sla.Flow.Fields);

            IReadOnlyList<Choice> Codes(CodeKind kind) => [.. codes.Where(c => c.Kind == kind).Select(c => Of(c.Id, c.In(user.Language)))];
        }
    }

    /// <summary>The category tree flattened, children below their parent with its name before theirs.</summary>
    public static IReadOnlyList<Choice> Tree(IReadOnlyList<Category> categories, string language)
    {
        var children = categories.OrderBy(c => c.Position).ThenBy(c => c.Id).ToLookup(c => c.ParentId);
        return [.. Below(null, "")];

        IEnumerable<Choice> Below(long? parent, string path) => children[parent].SelectMany(c =>
            Below(c.Id, path + c.In(language) + " / ").Prepend(Of(c.Id, path + c.In(language))));
    }

    static Choice Of(long id, string text) => new(id.ToString(CultureInfo.InvariantCulture), text);
}
