using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class StatusLink : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "link_id",
                schema: "tickets",
                table: "tickets",
                type: "uuid",
                nullable: false,
                defaultValueSql: "gen_random_uuid()");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_link_id",
                schema: "tickets",
                table: "tickets",
                column: "link_id",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_tickets_link_id",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "link_id",
                schema: "tickets",
                table: "tickets");
        }
    }
}
