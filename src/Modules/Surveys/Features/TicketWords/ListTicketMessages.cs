using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Surveys.Domain.Texts;
using MediatR;

namespace Crm.Surveys.Features.TicketWords;

/// <summary>The messages behind a figure, newest first; each leads to its ticket.</summary>
[Needs("tickets.read")]
internal static class ListTicketMessages
{
    public sealed record Query : MessageFilter, IRequest<View>
    {
        public string? After { get; init; }
        public int Limit { get; init; } = 50;
    }

    public sealed record Row(long Id, long TicketId, string Ticket, DateTimeOffset At, string Text, Tone? Tone);

    public sealed record View(DateOnly From, DateOnly To, int N, bool More, Slice<Row> Rows);

    public sealed class Handler(TicketTexts texts) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var (from, to, messages, more) = await texts.Read(request, cancellationToken);
            var limit = Math.Clamp(request.Limit, 1, 200);
            var rows = messages.Select(m => new Row(m.Id, m.TicketId, m.Ticket, m.At, m.Text, m.Tone));
            if (Cursor.Read<long?>(request.After) is { } after) rows = rows.SkipWhile(m => m.Id != after).Skip(1);
            return new(from, to, messages.Count, more, Cursor.Cut([.. rows.Take(limit + 1)], limit, m => (long?)m.Id));
        }
    }
}
