using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class CountedByIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_tickets_newest",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_open",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_newest",
                schema: "tickets",
                table: "tickets",
                column: "id",
                filter: "open")
                .Annotation("Npgsql:IndexInclude", new[] { "status", "type", "priority", "channel", "category_id", "team_id", "owner_id" });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_open",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "queue_rank", "next_due_at", "urgency", "id" },
                filter: "open");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_open_priority",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "priority", "id" },
                filter: "open");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_open_type",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "type", "id" },
                filter: "open");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_tickets_newest",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_open",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_open_priority",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_open_type",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_newest",
                schema: "tickets",
                table: "tickets",
                column: "id",
                filter: "open");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_open",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "queue_rank", "next_due_at", "urgency", "id" },
                filter: "open")
                .Annotation("Npgsql:IndexInclude", new[] { "status", "type", "priority", "channel", "category_id", "team_id", "owner_id" });
        }
    }
}
