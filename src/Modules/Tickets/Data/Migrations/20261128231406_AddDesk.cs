using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddDesk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "leaves_at",
                schema: "tickets",
                table: "messages",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "withdrawn_at",
                schema: "tickets",
                table: "messages",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "withdrawn_by_id",
                schema: "tickets",
                table: "messages",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "drafts",
                schema: "tickets",
                columns: table => new
                {
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    files = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_drafts", x => new { x.ticket_id, x.staff_id, x.kind });
                    table.ForeignKey(
                        name: "fk_drafts_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "habits",
                schema: "tickets",
                columns: table => new
                {
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    category_id = table.Column<long>(type: "bigint", nullable: false),
                    cause_id = table.Column<long>(type: "bigint", nullable: false),
                    resolution_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_habits", x => new { x.staff_id, x.category_id });
                });

            migrationBuilder.CreateTable(
                name: "mentions",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    message_id = table.Column<long>(type: "bigint", nullable: false),
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mentions", x => x.id);
                    table.ForeignKey(
                        name: "fk_mentions_messages_message_id",
                        column: x => x.message_id,
                        principalSchema: "tickets",
                        principalTable: "messages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_mentions_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "presence",
                schema: "tickets",
                columns: table => new
                {
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    typing_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_presence", x => new { x.ticket_id, x.staff_id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_drafts_staff_id",
                schema: "tickets",
                table: "drafts",
                column: "staff_id");

            migrationBuilder.CreateIndex(
                name: "ix_mentions_message_id",
                schema: "tickets",
                table: "mentions",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "ix_mentions_ticket_id",
                schema: "tickets",
                table: "mentions",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_mentions_unread",
                schema: "tickets",
                table: "mentions",
                columns: new[] { "staff_id", "ticket_id" },
                filter: "read_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "drafts",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "habits",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "mentions",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "presence",
                schema: "tickets");

            migrationBuilder.DropColumn(
                name: "leaves_at",
                schema: "tickets",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "withdrawn_at",
                schema: "tickets",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "withdrawn_by_id",
                schema: "tickets",
                table: "messages");
        }
    }
}
